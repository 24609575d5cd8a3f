#include "manager/core/Gateway.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>
#include <unordered_set>

namespace readystage {

namespace {

constexpr std::string_view kApi = "/client/api";
constexpr std::size_t kMaxPageSize = 500;

constexpr std::array kOwnCommands{std::pair(OwnCommand::getUserData, std::string_view("getUserData")),
                                  std::pair(OwnCommand::listBundles, std::string_view("listBundles")),
                                  std::pair(OwnCommand::deployBundle, std::string_view("deployBundle"))};

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowerCase(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

bool sameIgnoringCase(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view withoutBlanks(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool isCommandName(std::string_view name)
{
    return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), [](char c) {
        return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
    });
}

std::string executing(OwnCommand command)
{
    return "Unable to execute API command " + lowerCase(text(command));
}

Result<std::size_t, ApiFault> positive(OwnCommand command, std::string_view name, const std::string& value)
{
    std::size_t number = 0;
    const auto* const end = value.data() + value.size();
    const auto [stopped, error] = std::from_chars(value.data(), end, number);
    if (error != std::errc{} || stopped != end || number == 0)
        return Unexpected{ApiFault{431, executing(command) + " due to invalid value " + value + " for parameter " +
                                            std::string(name)}};
    return number;
}

ApiFault alsoRequired(std::string_view missing, std::string_view present)
{
    return {431, "\"" + std::string(missing) + "\" parameter is required when \"" + std::string(present) +
                     "\" is specified"};
}

} // namespace

GatewayPath gatewayPath(std::string_view path)
{
    if (path == kApi || path == "/client/api/")
        return GatewayPath::api;
    return path == "/client" || path.starts_with("/client/") ? GatewayPath::cloudStack : GatewayPath::nowhere;
}

bool carriesForm(std::string_view method, std::string_view contentType)
{
    return method == "POST" && sameIgnoringCase(withoutBlanks(contentType.substr(0, contentType.find(';'))),
                                                "application/x-www-form-urlencoded");
}

Parameters mergeParameters(const Parameters& query, const Parameters& body)
{
    Parameters merged;
    std::unordered_map<std::string_view, std::size_t> places; // a body of a mebibyte can hold half a million names
    for (const auto& pair : body)
        if (places.emplace(pair.first, merged.size()).second)
            merged.push_back(pair);
    for (const auto& pair : query) {
        const auto [place, fresh] = places.emplace(pair.first, merged.size());
        if (fresh)
            merged.push_back(pair);
        else
            merged[place->second].second = pair.second;
    }
    return merged;
}

const std::string* findExactly(const Parameters& parameters, std::string_view name)
{
    const auto found =
        std::find_if(parameters.begin(), parameters.end(), [&](const auto& p) { return p.first == name; });
    return found == parameters.end() ? nullptr : &found->second;
}

const std::string* given(const Parameters& parameters, std::string_view name)
{
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const auto& p) { return sameIgnoringCase(p.first, name); });
    return found == parameters.end() || found->second.empty() ? nullptr : &found->second;
}

std::optional<OwnCommand> ownCommand(std::string_view name)
{
    for (const auto& [command, itsName] : kOwnCommands)
        if (itsName == name)
            return command;
    return std::nullopt;
}

std::string_view text(OwnCommand command)
{
    for (const auto& [each, name] : kOwnCommands)
        if (each == command)
            return name;
    return {};
}

bool changesVms(std::string_view command)
{
    static constexpr std::array<std::string_view, 9> kCommands{
        "assignVirtualMachine",  "destroyVirtualMachine", "expungeVirtualMachine",
        "rebootVirtualMachine",  "recoverVirtualMachine", "resetUserDataForVirtualMachine",
        "restoreVirtualMachine", "startVirtualMachine",   "stopVirtualMachine"};
    return std::find(kCommands.begin(), kCommands.end(), command) != kCommands.end();
}

std::optional<std::string> ambiguousName(const Parameters& parameters)
{
    std::unordered_set<std::string> seen;
    for (const auto& [name, value] : parameters)
        if (!seen.insert(lowerCase(name)).second)
            return name;
    return std::nullopt;
}

bool wantsJson(const Parameters& parameters)
{
    const auto* const format = findExactly(parameters, "response");
    return format != nullptr && sameIgnoringCase(*format, "json");
}

std::string envelopeName(const std::string* command)
{
    if (command == nullptr)
        return "null";
    return isCommandName(*command) ? lowerCase(*command) + "response" : "errorresponse";
}

ApiFault unauthorized()
{
    return {401, "unable to verify user credentials and/or request signature", std::nullopt};
}

ApiFault missingParameter(OwnCommand command, std::string_view name)
{
    return {431, executing(command) + " due to missing parameter " + std::string(name)};
}

ApiFault invalidId(OwnCommand command, std::string_view name, std::string_view value)
{
    return {431, executing(command) + " due to invalid value. Invalid parameter " + std::string(name) +
                     " value=" + std::string(value) +
                     " due to incorrect long value format, or entity does not exist or due to incorrect parameter "
                     "annotation for the field in api cmd class."};
}

ApiFault twoSpellings(std::string_view name)
{
    return {431, "Parameter " + std::string(name) + " was given in two spellings; which one is meant is not defined"};
}

// 503 invites to send the same again: right for a command that never left, dangerous for a deployment that may be under
// way. Stock clients (Python cs, cloudmonkey, the Go SDK) repeat neither; they show code and text of the envelope. A
// dispatcher or a proxy that repeats on 503 stays right.
ApiFault noAnswer(bool sent, std::string_view why)
{
    if (!sent)
        return {503, "CloudStack's management server cannot be reached; nothing was done: " + std::string(why)};
    return {504, "CloudStack's management server did not answer; the command may have been executed or may still be: " +
                     std::string(why)};
}

Result<Page, ApiFault> pageOf(OwnCommand command, const Parameters& parameters)
{
    const auto* const page = given(parameters, "page");
    const auto* const size = given(parameters, "pagesize");
    if (page == nullptr && size == nullptr)
        return Page{};
    if (size == nullptr)
        return Unexpected{alsoRequired("pagesize", "page")};
    if (page == nullptr)
        return Unexpected{alsoRequired("page", "pagesize")};
    const auto number = positive(command, "page", *page);
    if (!number)
        return Unexpected{number.error()};
    const auto count = positive(command, "pagesize", *size);
    if (!count)
        return Unexpected{count.error()};
    if (*count > kMaxPageSize)
        return Unexpected{
            ApiFault{431, "Page size can't exceed max allowed page size value: 500", ApiFault::kInvalidParameterValue}};
    constexpr std::size_t kFarthest = 1'000'000; // so that the product cannot wrap around
    return Page{(std::min(*number, kFarthest) - 1) * *count, *count};
}

} // namespace readystage
