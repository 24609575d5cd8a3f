#include "agent/core/leases/Lease.h"

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
    return *std::move(address);
}

} // namespace readystage::agent
