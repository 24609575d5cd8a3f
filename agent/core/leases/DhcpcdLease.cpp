#include "agent/core/leases/DhcpcdLease.h"

namespace readystage::agent {
namespace {

using namespace std::string_view_literals;

constexpr char kReply = 2;
constexpr std::size_t kYourAddress = 16;
constexpr std::size_t kServerAddress = 20;
constexpr std::size_t kServerName = 44;
constexpr std::size_t kServerNameBytes = 64;
constexpr std::size_t kFile = 108;
constexpr std::size_t kFileBytes = 128;
constexpr std::size_t kCookie = 236;
constexpr std::size_t kOptions = 240;
constexpr std::string_view kMagic = "\x63\x82\x53\x63"sv;

enum Option : unsigned char { pad = 0, routers = 3, leaseSeconds = 51, overload = 52, serverId = 54, end = 255 };

unsigned char number(char byte)
{
    return static_cast<unsigned char>(byte);
}

/// The value of the first option of that code; nullopt when there is none.
std::optional<std::string_view> find(std::string_view options, Option code)
{
    while (!options.empty() && number(options[0]) != Option::end) {
        if (number(options[0]) == Option::pad) {
            options.remove_prefix(1);
            continue;
        }
        const std::size_t length = options.size() < 2 ? 0 : number(options[1]);
        if (options.size() < 2 + length)
            return std::nullopt;
        if (number(options[0]) == code)
            return options.substr(2, length);
        options.remove_prefix(2 + length);
    }
    return std::nullopt;
}

/// Looks into the fields that option 52 declares as more room for options, too (RFC 2131, 4.1: `file` first).
std::optional<std::string_view> findEverywhere(std::string_view packet, Option code)
{
    const auto options = packet.substr(kOptions);
    if (const auto found = find(options, code))
        return found;
    const auto more = find(options, Option::overload);
    if (!more || more->size() != 1)
        return std::nullopt;
    if (number((*more)[0]) & 1) {
        if (const auto found = find(packet.substr(kFile, kFileBytes), code))
            return found;
    }
    return number((*more)[0]) & 2 ? find(packet.substr(kServerName, kServerNameBytes), code) : std::nullopt;
}

std::uint64_t bigEndian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (const char byte : bytes)
        value = value << 8 | number(byte);
    return value;
}

} // namespace

std::vector<Lease> parseDhcpcdLease(std::string_view packet)
{
    if (packet.size() < kOptions || packet[0] != kReply || packet.substr(kCookie, 4) != kMagic)
        return {};
    const auto nextServer = ipv4OfBytes(packet.substr(kServerAddress, 4));
    auto server = ipv4OfBytes(findEverywhere(packet, Option::serverId).value_or(""sv));
    if (!server)
        server = nextServer;
    if (!server)
        return {};
    Lease lease{*std::move(server)};
    lease.own = ipv4OfBytes(packet.substr(kYourAddress, 4));
    lease.nextServer = nextServer;
    lease.gateway = ipv4OfBytes(findEverywhere(packet, Option::routers).value_or(""sv).substr(0, 4));
    if (const auto seconds = findEverywhere(packet, Option::leaseSeconds); seconds && seconds->size() == 4)
        lease.lifetime = leaseTime(bigEndian(*seconds));
    return {std::move(lease)};
}

} // namespace readystage::agent
