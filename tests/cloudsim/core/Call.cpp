#include "tests/cloudsim/core/Call.h"

#include "common/domain/Ascii.h"
#include "common/domain/Ids.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Dates.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Scope.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

namespace readystage::cloudsim {

namespace {

std::vector<std::string> splitList(const std::string& text)
{
    std::vector<std::string> items;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t comma = std::min(text.find(',', begin), text.size());
        if (comma > begin)
            items.push_back(text.substr(begin, comma - begin));
        begin = comma + 1;
    }
    return items;
}

/// As Java's Long.valueOf reads it.
std::optional<std::int64_t> toInteger(std::string_view text)
{
    std::int64_t number = 0;
    if (text.starts_with('+') && !text.starts_with("+-"))
        text.remove_prefix(1);
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size())
        return std::nullopt;
    return number;
}

bool hasOnlyBlanks(const std::string& text)
{
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

/// What Java calls the length of a text: its UTF-16 code units.
std::size_t codeUnits(const std::string& text)
{
    std::size_t units = 0;
    for (const unsigned char c : text)
        units += (c & 0xC0) == 0x80 ? 0 : c >= 0xF0 ? 2 : 1;
    return units;
}

bool isNamed(const Parameters& sent, std::string_view exactName)
{
    return std::any_of(sent.begin(), sent.end(), [&](const auto& pair) { return pair.first == exactName; });
}

bool isPaging(const std::string& parameter)
{
    return parameter == "page" || parameter == "pagesize";
}

bool isPrintable(const std::string& text)
{
    return std::none_of(text.begin(), text.end(),
                        [](unsigned char c) { return (c < 0x20 && c != '\n' && c != '\r') || c == 0x7F; });
}

/// Of `details[0].key`.
struct MapName {
    std::string name;
    std::string index;
    std::string field;
};

/// ParamUnpackWorker: one index in brackets, which is a number, and behind it a dot.
MapName parseMapName(const std::string& sent)
{
    const std::size_t open = sent.find('[');
    const std::size_t close = sent.find(']');
    const std::size_t dot = sent.find('.');
    const bool once = sent.rfind('[') == open && sent.rfind(']') == close;
    const std::string index = close > open && close != std::string::npos ? sent.substr(open + 1, close - open - 1) : "";
    const auto number = toInteger(index);
    if (!once || !number || static_cast<std::int32_t>(*number) != *number || dot == std::string::npos || dot < close)
        throw Refusal(430, kServerApi,
                      "Unable to decode parameter " + sent +
                          "; if specifying an object array, please use parameter[index].field=XXX, e.g. "
                          "userGroupList[0].group=httpGroup");
    return {ascii::lowerCase(sent.substr(0, open)), std::to_string(*number), sent.substr(dot + 1)};
}

} // namespace

void refuseValue(const Command& command, const std::string& why)
{
    throw Refusal(431, kServerApi,
                  "Unable to execute API command " + ascii::lowerCase(command.name) + " due to invalid value. " + why);
}

namespace {

/// BaseListCmd.validateSpecificParameters.
void checkPaging(const Call& call)
{
    if (!call.command().isList())
        return;
    const std::string size = call.text("pagesize");
    if (call.has("pagesize") && !toInteger(size))
        throw Refusal(431, kServerApi, "For input string: \"" + size + "\"");
    if (call.has("pagesize") && !call.has("page") && size != "-1")
        throw Refusal(431, kServerApi, "\"page\" parameter is required when \"pagesize\" is specified");
    if (call.has("page") && !call.has("pagesize"))
        throw Refusal(431, kServerApi, "\"pagesize\" parameter is required when \"page\" is specified");
}

/// Whose rows are asked for is judged for lists that are not simulated, too; two lists have rules of their own.
void checkScope(const World& world, const Call& call)
{
    const auto& known = call.command().parameters;
    const std::string_view name = call.command().name;
    if (call.command().isList() && name != "listNetworks" && name != "listProjects" &&
        std::any_of(known.begin(), known.end(), [](const Parameter& parameter) { return parameter.name == "account"; }))
        (void)Scope(world, call);
}

} // namespace

/// Checks one call's parameters against its command's description and writes them into the call in canonical form.
class ParameterCheck {
public:
    ParameterCheck(const World& world, Call& call) : world_(world), call_(call) {}

    void run(std::span<const Parameter> parameters)
    {
        for (const Parameter& parameter : parameters)
            check(parameter);
        for (const std::string& vm : owned_)
            checkOwner(vm);
    }

private:
    void check(const Parameter& parameter)
    {
        if (parameter.forAdmins && !call_.isAdmin())
            return drop(parameter);
        const bool isMap = parameter.type == Type::map;
        std::string* const value = isMap ? nullptr : valueOf(parameter.name);
        if (isMap ? call_.map(parameter.name).empty() : value == nullptr) {
            if (parameter.required)
                throw Refusal(431, kServerApi,
                              "Unable to execute API command " + ascii::lowerCase(call_.command().name) +
                                  " due to missing parameter " + parameter.name);
            return;
        }
        if (parameter.required && !isMap && value->empty())
            throw Refusal(431, kInvalidParameterValue, "Invalid value provided for API arg: " + parameter.name);
        switch (parameter.type) {
        case Type::map:
        case Type::boolean:
            return;
        case Type::text:
            return checkLength(parameter, *value);
        case Type::integer:
        case Type::wide:
            return checkNumber(parameter, *value);
        case Type::date:
            return checkDate(*value);
        case Type::uuid:
            return checkUuid(parameter, *value);
        case Type::list:
            return checkList(parameter, *value);
        }
    }

    /// As if it had not been sent.
    void drop(const Parameter& parameter)
    {
        std::erase_if(call_.plain_, [&](const auto& pair) { return pair.first == parameter.name; });
    }

    std::string* valueOf(std::string_view name)
    {
        const auto found = std::find_if(call_.plain_.rbegin(), call_.plain_.rend(),
                                        [&](const auto& pair) { return pair.first == name; });
        return found == call_.plain_.rend() ? nullptr : &found->second;
    }

    void checkLength(const Parameter& parameter, const std::string& value) const
    {
        if (value.size() > parameter.maxLength && codeUnits(value) > parameter.maxLength)
            refuseValue(call_.command(), "Value greater than max allowed length " +
                                             std::to_string(parameter.maxLength) + " for param: " + parameter.field);
    }

    void checkNumber(const Parameter& parameter, const std::string& value)
    {
        if (parameter.type == Type::integer && hasOnlyBlanks(value))
            return isPaging(parameter.name) ? void() : drop(parameter);
        const auto number = toInteger(value);
        const bool fits = parameter.type == Type::wide || !number || static_cast<std::int32_t>(*number) == *number;
        if (!number || !fits)
            throw Refusal(431, kServerApi,
                          "Unable to execute API command " + ascii::lowerCase(call_.command().name) +
                              " due to invalid value " + value + " for parameter " + parameter.name);
    }

    void checkDate(const std::string& value) const
    {
        if (!parseDate(value))
            throw Refusal(431, kServerApi,
                          "Unable to parse date " + value + " for command " + ascii::lowerCase(call_.command().name) +
                              ", please pass dates in the format mentioned in the api documentation");
    }

    void checkUuid(const Parameter& parameter, std::string& value)
    {
        if (isIgnored(parameter, value))
            return drop(parameter);
        value = resolve(parameter, value).value_or(value);
    }

    void checkList(const Parameter& parameter, std::string& value)
    {
        if (parameter.entity == Entity::none)
            return;
        std::string canonical;
        for (const std::string& item : splitList(value))
            canonical.append(canonical.empty() ? "" : ",")
                .append(isIgnored(parameter, item) ? "null" : resolve(parameter, item).value_or(item));
        value = canonical;
    }

    /// Parameters that came later than release 3 take nothing but UUIDs; for all else they are null, without a word.
    static bool isIgnored(const Parameter& parameter, const std::string& text)
    {
        return !parameter.since.empty() && text != "-1" && !canonicalUuid(text);
    }

    /// The UUID `text` names; nullopt for -1 and for a database number of no row, which CloudStack lets pass.
    std::optional<std::string> resolve(const Parameter& parameter, const std::string& text)
    {
        if (text == "-1")
            return std::nullopt;
        auto id = world_.canonicalId(parameter.entity, text);
        if (!id) {
            const auto number = toInteger(text);
            if (!number)
                refuseValue(call_.command(), "Invalid parameter " + parameter.name + " value=" + text +
                                                 " due to incorrect long value format, or entity does not exist or due "
                                                 "to incorrect parameter annotation for the field in api cmd class.");
            if (*number < 1)
                refuseValue(call_.command(), "Invalid value provided for API arg: " + parameter.name);
            id = world_.idOfNumber(parameter.entity, static_cast<std::uint64_t>(*number));
        }
        const Behaviour* const behaviour = call_.command().behaviour; // none of a list that is not simulated
        if (id && parameter.entity == Entity::vm && behaviour != nullptr && behaviour->owned)
            owned_.push_back(*id);
        return id;
    }

    void checkOwner(const std::string& vm) const
    {
        const Vm* const found = world_.vms.find(vm); // none when it was expunged
        if (found != nullptr && !hasAccess(call_.caller(), *found->account))
            throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    }

    const World& world_;
    Call& call_;
    std::vector<std::string> owned_; ///< VMs whose owners are asked for once all parameters are read
};

Call::Call(const World& world, const Command& command, const User& caller, bool post, Instant now,
           const Parameters& sent, Instant began)
    : command_(&command),
      caller_(&caller),
      post_(post),
      now_(now),
      began_(began),
      namesKey_(isNamed(sent, "signature") && isNamed(sent, "apiKey"))
{
    for (const auto& [name, value] : sent) {
        if (!isPrintable(value))
            throw Refusal(431, kServerApi,
                          "Received value containing illegal ASCII non-printable characters for parameter " + name);
        if (const std::size_t open = name.find('['); open != std::string::npos && open > 0) {
            auto parsed = parseMapName(name);
            entries_.push_back({std::move(parsed.name), std::move(parsed.index), std::move(parsed.field), value});
        } else {
            plain_.emplace_back(ascii::lowerCase(name), value);
        }
    }
    std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
        return std::tuple(a.index.size(), std::string_view(a.index)) <
               std::tuple(b.index.size(), std::string_view(b.index));
    });
    if (world.settings.oldRelease)
        forgetUnknown();
    ParameterCheck check(world, *this);
    check.run(command.parameters);
    checkPaging(*this);
    checkScope(world, *this);
}

/// What 4.23 reads and 4.11 did not know.
void Call::forgetUnknown()
{
    const auto isUnknown = [&](const std::string& name) {
        return std::none_of(command_->parameters.begin(), command_->parameters.end(),
                            [&](const Parameter& parameter) { return parameter.name == name; });
    };
    std::erase_if(plain_, [&](const auto& pair) { return isUnknown(pair.first); });
    std::erase_if(entries_, [&](const Entry& entry) { return isUnknown(entry.name); });
}

const std::string* Call::find(std::string_view name) const
{
    // of two spellings of one name CloudStack takes one by accident of its hash map; here it is the last
    const auto found =
        std::find_if(plain_.rbegin(), plain_.rend(), [&](const auto& pair) { return pair.first == name; });
    return found == plain_.rend() ? nullptr : &found->second;
}

bool Call::isBlank(std::string_view name) const
{
    return hasOnlyBlanks(text(name));
}

std::string Call::text(std::string_view name) const
{
    const std::string* const value = find(name);
    return value == nullptr ? std::string() : *value;
}

bool Call::flag(std::string_view name) const
{
    return optionalFlag(name).value_or(false);
}

std::optional<bool> Call::optionalFlag(std::string_view name) const
{
    const std::string* const value = find(name);
    return value == nullptr ? std::nullopt : std::optional(ascii::lowerCase(*value) == "true");
}

std::optional<std::int64_t> Call::number(std::string_view name) const
{
    const std::string* const value = find(name);
    return value == nullptr ? std::nullopt : toInteger(*value);
}

std::vector<std::string> Call::list(std::string_view name) const
{
    return splitList(text(name));
}

std::vector<std::pair<std::string, std::optional<std::string>>> Call::keyValues(std::string_view name) const
{
    std::vector<std::pair<std::string, std::optional<std::string>>> result;
    const auto fieldAt = [&](const std::string& index, std::string_view field) -> const std::string* {
        const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& other) {
            return other.name == name && other.index == index && other.field == field;
        });
        return found == entries_.end() ? nullptr : &found->value;
    };
    const std::string* last = nullptr;
    for (const Entry& entry : entries_) {
        if (entry.name != name || (last != nullptr && *last == entry.index))
            continue;
        last = &entry.index;
        const std::string* const key = fieldAt(entry.index, "key");
        const std::string* const value = fieldAt(entry.index, "value");
        result.emplace_back(key == nullptr ? "null" : *key, value == nullptr ? std::nullopt : std::optional(*value));
    }
    return result;
}

std::vector<Pairs> Call::rows(std::string_view name) const
{
    std::vector<Pairs> result;
    const std::string* index = nullptr;
    for (const Entry& entry : entries_) {
        if (entry.name != name)
            continue;
        if (index == nullptr || *index != entry.index)
            result.emplace_back();
        index = &entry.index;
        result.back().emplace_back(entry.field, entry.value);
    }
    return result;
}

Pairs Call::map(std::string_view name) const
{
    Pairs result;
    for (const Entry& entry : entries_) {
        if (entry.name != name)
            continue;
        const auto same =
            std::find_if(result.begin(), result.end(), [&](const auto& pair) { return pair.first == entry.field; });
        if (same != result.end())
            same->second = entry.value;
        else
            result.emplace_back(entry.field, entry.value);
    }
    return result;
}

} // namespace readystage::cloudsim
