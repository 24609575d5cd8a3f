#include "agent/core/leases/Lease.h"

#include <charconv>

namespace readystage::agent {

bool isLive(const Lease& lease, std::chrono::sys_seconds now)
{
    return !lease.expires || *lease.expires > now;
}

std::optional<IpAddress> ipv4(std::string_view text)
{
    if (text.find(':') != std::string_view::npos)
        return std::nullopt;
    auto address = IpAddress::parse(text);
    if (!address)
        return std::nullopt;
    unsigned first = 0;
    std::from_chars(address->str().data(), address->str().data() + address->str().size(), first);
    if (first == 0 || first >= 224)
        return std::nullopt;
    return *std::move(address);
}

std::optional<IpAddress> firstIpv4(std::string_view list)
{
    return ipv4(list.substr(0, list.find_first_of(" ,/")));
}

std::optional<IpAddress> ipv4OfBytes(std::string_view fourBytes)
{
    if (fourBytes.size() != 4)
        return std::nullopt;
    std::string text;
    for (const char byte : fourBytes)
        text += (text.empty() ? "" : ".") + std::to_string(static_cast<unsigned char>(byte));
    return ipv4(text);
}

std::optional<std::chrono::seconds> leaseTime(std::uint64_t seconds)
{
    constexpr std::uint64_t kForEver = 0xFFFFFFFF;
    if (seconds >= kForEver)
        return std::nullopt;
    return std::chrono::seconds(seconds);
}

std::optional<std::chrono::seconds> leaseTime(std::string_view seconds)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), value);
    if (error != std::errc{} || end != seconds.data() + seconds.size())
        return std::nullopt;
    return leaseTime(value);
}

} // namespace readystage::agent
