#include "tests/cloudsim/core/ScenarioWords.h"

#include "tests/cloudsim/core/World.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace readystage::cloudsim {

namespace {

constexpr std::array kRoleWords{RoleWord{"Admin", RoleType::admin, "Root Admin"},
                                RoleWord{"ResourceAdmin", RoleType::resourceAdmin, "Resource Admin"},
                                RoleWord{"DomainAdmin", RoleType::domainAdmin, "Domain Admin"},
                                RoleWord{"User", RoleType::user, "User"}};

} // namespace

const RoleWord* findRoleWord(const std::string& word)
{
    const auto found =
        std::find_if(kRoleWords.begin(), kRoleWords.end(), [&](const RoleWord& role) { return word == role.word; });
    return found == kRoleWords.end() ? nullptr : &*found;
}

std::uint32_t addressIn(const ScenarioReader& in, const char* key, std::string_view text)
{
    const auto address = parseIpv4(text);
    if (!address)
        in.fail(key, "\"" + std::string(text) + "\" is no IPv4 address");
    return *address;
}

Subnet subnetIn(const ScenarioReader& in, const char* key, const std::string& text)
{
    const std::size_t slash = std::min(text.find('/'), text.size());
    const auto address = parseIpv4(std::string_view(text).substr(0, slash));
    const char* const end = text.data() + text.size();
    unsigned bits = 33;
    const auto read = std::from_chars(std::min(text.data() + slash + 1, end), end, bits);
    if (!address || read.ec != std::errc() || read.ptr != end || bits > 32)
        in.fail(key, "\"" + text + "\" is not ADDRESS/BITS");
    return {*address, bits == 0 ? 0 : ~std::uint32_t{0} << (32 - bits)};
}

void checkListener(const ScenarioReader& in, const char* key, const std::string& listener)
{
    if (!isListener(listener))
        in.fail(key, "\"" + listener + "\" is not ADDRESS:PORT with an IPv4 address");
}

std::string stateIn(const ScenarioReader& in)
{
    std::string wanted = in.textOr("state", state::kRunning);
    for (const char* known : {state::kRunning, state::kStopped, state::kDestroyed, state::kError})
        if (wanted == known)
            return wanted;
    in.fail("state", "must be Running, Stopped, Destroyed or Error");
}

bool isRelease(const std::string& text)
{
    return text == "4.23" || text == "4.11";
}

bool isListener(const std::string& text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon + 1 == text.size() || !parseIpv4(std::string_view(text).substr(0, colon)))
        return false;
    std::uint16_t port = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + colon + 1, end, port);
    return read.ec == std::errc() && read.ptr == end;
}

} // namespace readystage::cloudsim
