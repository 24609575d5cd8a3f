#include "tests/cloudsim/core/UserDataTexts.h"

#include "common/codec/Base64.h"
#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/MimeMultipart.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/UserDataRules.h"
#include "tests/cloudsim/core/World.h"

#include <algorithm>
#include <optional>

namespace readystage::cloudsim {

namespace {

enum class Form { cloudConfig, script, bootHook, include, mime };

[[noreturn]] void failMerge(const std::string& why)
{
    throw Refusal(530, kCloudRuntime, "Error attempting to merge user data as a multipart user data. Reason: " + why);
}

/// The first line that begins with "#" but not "##", or with "Content-Type:"; empty: there is none.
std::string headerOf(const std::string& text)
{
    for (std::size_t at = 0; at < text.size();) {
        std::string line = text.substr(at, std::min(text.find('\n', at), text.size()) - at);
        if ((line.starts_with("#") && !line.starts_with("##")) || line.starts_with("Content-Type:"))
            return line;
        at += line.size() + 1;
    }
    return "";
}

Form formOf(const std::string& text, std::optional<Form> otherwise)
{
    const std::string header = headerOf(text);
    if (text.find_first_not_of(" \t\r\n") == std::string::npos)
        failMerge("User data expected but provided empty user data");
    if (header.empty() && !otherwise)
        failMerge("Failed to detect the user data format type as it does not contain a header");
    if (header.empty())
        return *otherwise;
    if (ascii::equalIgnoringCase(header, "#cloud-config"))
        return Form::cloudConfig;
    if (header.starts_with("#!"))
        return Form::script;
    if (ascii::equalIgnoringCase(header, "#cloud-boothook"))
        return Form::bootHook;
    if (header.starts_with("#include"))
        return Form::include;
    if (header.starts_with("Content-Type:"))
        return Form::mime;
    failMerge("Cannot recognise the user data format type from the header line: " + header +
              ".Supported types are: cloud-config, bash script, cloud-boothook, include file or MIME");
}

const char* typeOf(Form form)
{
    switch (form) {
    case Form::script:
        return "text/x-shellscript";
    case Form::bootHook:
        return "text/cloud-boothook";
    case Form::include:
        return "text/x-include-url";
    case Form::cloudConfig:
    case Form::mime:
        break;
    }
    return "text/cloud-config";
}

/// Of the second text the first line goes, if it has a header somewhere.
std::string joined(const std::string& first, const std::string& second)
{
    return first + "\n\n" + (headerOf(second).empty() ? second : second.substr(second.find('\n') + 1));
}

/// Parts of one type become one.
void addPart(std::vector<MimePart>& parts, const MimePart& part)
{
    const auto alike =
        std::find_if(parts.begin(), parts.end(), [&](const MimePart& other) { return other.type == part.type; });
    if (alike == parts.end())
        parts.push_back(part);
    else
        alike->text = joined(alike->text, part.text);
}

void addText(std::vector<MimePart>& parts, const std::string& text, Form form)
{
    if (form != Form::mime)
        return addPart(parts, {typeOf(form), text});
    const auto added = partsOf(text);
    if (added.empty()) // MimeMessage.getContent gives something else than a multipart
        throw Refusal(530, kServerApi,
                      "class java.lang.String cannot be cast to class javax.mail.internet.MimeMultipart");
    if (parts.empty())
        parts = added;
    else
        for (const MimePart& part : added)
            addPart(parts, part);
}

std::string merged(const std::string& first, const std::string& second, const std::string& token)
{
    for (const std::string* const text : {&first, &second})
        if (text->starts_with("\x1f\x8b"))
            failMerge("Gzipped user data can not be used together with other user data formats");
    const Form form = formOf(first, std::nullopt);
    const Form other = formOf(second, form);
    if (form == other && (form == Form::cloudConfig || form == Form::script))
        return joined(first, second);
    std::vector<MimePart> parts;
    addText(parts, first, form);
    addText(parts, second, other);
    return mimeMultipart(parts, token);
}

struct Given {
    std::string text; ///< as it was sent
    const UserDataText* source = nullptr;
};

Given givenBy(const World& world, const Call& call)
{
    if (!call.has("userdataid"))
        return {call.text("userdata"), nullptr};
    if (!call.text("userdata").empty())
        throw Refusal(431, kInvalidParameterValue,
                      "Both userdata and userdata ID inputs are not allowed, please provide only one");
    const UserDataText* const text = world.userDataTexts.find(call.text("userdataid"));
    if (text == nullptr)
        throw Refusal(431, kInvalidParameterValue, "No such userdata ID " + call.text("userdataid"));
    return {text->text, text};
}

/// UserVmManagerImpl.finalizeUserData.
Given underPolicy(const Template& templ, Given given, const Call& call)
{
    if (templ.userData == nullptr)
        return given;
    if (given.text.empty())
        return {templ.userData->text, nullptr};
    if (templ.userDataPolicy == "DENYOVERRIDE")
        throw Refusal(530, kCloudRuntime,
                      "UserData input is not allowed here since template " + templ.name +
                          " is configured to deny any userdata");
    if (templ.userDataPolicy == "APPEND")
        given.text = appendedUserData(templ.userData->text, given.text, call.now());
    return given;
}

} // namespace

std::string appendedUserData(const std::string& first, const std::string& second, Instant now)
{
    return base64::encode(
        merged(decodeLeniently(first), decodeLeniently(second), std::to_string(now.time_since_epoch().count())));
}

FinalUserData finalUserData(const World& world, const Template& templ, const Call& call)
{
    const Given final = underPolicy(templ, givenBy(world, call), call);
    return {storedUserData(final.text, call.isPost(), world.settings.userDataMaxLength, world.settings.oldRelease),
            final.source};
}

} // namespace readystage::cloudsim
