#include "manager/core/Gateway.h"

#include "common/domain/Ascii.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

namespace readystage {

namespace {

constexpr std::string_view kApi = "/client/api";
constexpr std::size_t kMaxPageSize = 500;

constexpr std::array kOwnCommands{std::pair(OwnCommand::getUserData, std::string_view("getUserData")),
                                  std::pair(OwnCommand::listBundles, std::string_view("listBundles")),
                                  std::pair(OwnCommand::deployBundle, std::string_view("deployBundle"))};

bool isCommandName(std::string_view name)
{
    return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), ascii::isAlphanumeric);
}

/// The path with the characters that make segments; NUL where Jetty has further ways to write one of them.
std::string withoutEscapes(std::string_view path)
{
    std::string plain;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const auto escape = ascii::lowerCase(path.substr(i, 3));
        if (escape == "%2e" || escape == "%2f") {
            plain += escape == "%2e" ? '.' : '/';
            i += 2;
        } else {
            plain += escape == "%00" || escape.starts_with("%u") ? '\0' : path[i];
        }
    }
    return plain;
}

/// Whether Jetty may see a segment `.` or `..`: it decodes the path and cuts parameters (`..;x=1`) off.
bool hasDotSegment(std::string_view path)
{
    const auto plain = withoutEscapes(path);
    if (plain.find('\0') != std::string::npos)
        return true;
    for (std::string_view rest = plain; !rest.empty();) {
        const auto end = std::min(rest.find('/'), rest.size());
        const auto segment = rest.substr(0, std::min(rest.find(';'), end));
        if (segment == "." || segment == "..")
            return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

std::string executing(OwnCommand command)
{
    return "Unable to execute API command " + ascii::lowerCase(text(command));
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
    const bool below = path == "/client" || path.starts_with("/client/");
    return below && !hasDotSegment(path) ? GatewayPath::cloudStack : GatewayPath::nowhere;
}

bool carriesForm(std::string_view method, std::string_view contentType)
{
    return method == "POST" && ascii::equalIgnoringCase(ascii::trimmed(contentType.substr(0, contentType.find(';'))),
                                                        "application/x-www-form-urlencoded");
}

Parameters mergeParameters(const Parameters& query, const Parameters& body)
{
    Parameters merged;
    std::map<std::string_view, std::size_t> places; // ordered: names may be chosen so that their hashes are all alike
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
                                    [&](const auto& p) { return ascii::equalIgnoringCase(p.first, name); });
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
    std::set<std::string> seen;
    for (const auto& [name, value] : parameters)
        if (!seen.insert(ascii::lowerCase(name)).second)
            return name;
    return std::nullopt;
}

bool wantsJson(const Parameters& parameters)
{
    const auto* const format = findExactly(parameters, "response");
    return format != nullptr && ascii::equalIgnoringCase(*format, "json");
}

std::string envelopeName(const std::string* command)
{
    if (command == nullptr)
        return "null";
    return isCommandName(*command) ? ascii::lowerCase(*command) + "response" : "errorresponse";
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
