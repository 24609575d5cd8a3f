#include "tests/cloudsim/core/UserDataTexts.h"

#include "common/codec/Base64.h"
#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/MimeMultipart.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/UserDataRules.h"
#include "tests/cloudsim/core/World.h"

#include <array>

namespace readystage::cloudsim {

namespace {

enum class Form { cloudConfig, script, other };

/// By the first line that begins with "#" but not "##"; nullopt when there is none, or none CloudStack knows.
std::optional<Form> formOf(const std::string& text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        const std::string line = text.substr(at, std::min(text.find('\n', at), text.size()) - at);
        if (line.starts_with("#cloud-config"))
            return Form::cloudConfig;
        if (line.starts_with("#!"))
            return Form::script;
        if (line.starts_with("#cloud-boothook") || line.starts_with("#include") || line.starts_with("Content-Type:"))
            return Form::other;
        if (line.starts_with("#") && !line.starts_with("##"))
            return std::nullopt;
        at += line.size() + 1;
    }
    return std::nullopt;
}

std::string withoutFirstLine(const std::string& text)
{
    const std::size_t end = text.find('\n');
    return end == std::string::npos ? std::string() : text.substr(end + 1);
}

/// CloudInitUserDataProvider.appendUserData.
std::string appended(const std::string& linked, const std::string& given, const Call& call)
{
    const std::string first = base64::decode(linked).value();
    const std::string second = base64::decode(given).value();
    const auto form = formOf(first);
    if (!form)
        throw Refusal(530, kCloudRuntime, "Failed to detect the user data format type from the userdata");
    if (second.starts_with("\x1f\x8b"))
        throw Refusal(530, kCloudRuntime, "Gzipped user data can not be used together with other user data formats");
    const bool alike = formOf(second).value_or(*form) == *form;
    if (alike && (*form == Form::cloudConfig || *form == Form::script))
        return base64::encode(first + "\n\n" + (formOf(second) ? withoutFirstLine(second) : second));
    return base64::encode(mimeMultipart(first, second, std::to_string(call.now().time_since_epoch().count())));
}

FinalUserData givenBy(const World& world, const Call& call)
{
    if (call.has("userdata") && call.has("userdataid"))
        throw Refusal(431, kInvalidParameterValue,
                      "Both userdata and userdata ID inputs are not allowed, please provide only one");
    if (!call.has("userdataid"))
        return {storedUserData(call.text("userdata"), call.isPost(), world.settings.userDataMaxLength,
                               world.settings.oldRelease),
                nullptr};
    const UserDataText* const text = world.userDataTexts.find(call.text("userdataid"));
    if (text == nullptr)
        throw Refusal(431, kInvalidParameterValue, "No such userdata ID " + call.text("userdataid"));
    return {text->text, text};
}

} // namespace

FinalUserData finalUserData(const World& world, const Template& templ, const Call& call)
{
    FinalUserData given = givenBy(world, call);
    if (templ.userData == nullptr)
        return given;
    if (given.text.empty())
        return {templ.userData->text, nullptr};
    if (templ.userDataPolicy == "DENYOVERRIDE")
        throw Refusal(530, kCloudRuntime,
                      "UserData input is not allowed here since template " + templ.name +
                          " is configured to deny any userdata");
    if (templ.userDataPolicy == "APPEND")
        return {appended(templ.userData->text, given.text, call), given.source};
    return given;
}

} // namespace readystage::cloudsim
