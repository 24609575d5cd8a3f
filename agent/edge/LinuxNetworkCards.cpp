#include "agent/edge/LinuxNetworkCards.h"

#include <bit>
#include <memory>
#include <optional>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

namespace readystage::agent {
namespace {

in_addr addressOf(const sockaddr& address)
{
    return reinterpret_cast<const sockaddr_in&>(address).sin_addr;
}

std::optional<Nic> nicOf(const ifaddrs& entry)
{
    if (!entry.ifa_addr || !entry.ifa_netmask || entry.ifa_addr->sa_family != AF_INET || !(entry.ifa_flags & IFF_UP))
        return std::nullopt;
    char text[INET_ADDRSTRLEN]{};
    const in_addr bits = addressOf(*entry.ifa_addr);
    if (!::inet_ntop(AF_INET, &bits, text, sizeof text))
        return std::nullopt;
    auto address = IpAddress::parse(text);
    if (!address)
        return std::nullopt;
    const int prefix = std::popcount(addressOf(*entry.ifa_netmask).s_addr);
    return Nic{entry.ifa_name, ::if_nametoindex(entry.ifa_name), *std::move(address), static_cast<unsigned>(prefix)};
}

} // namespace

std::vector<Nic> LinuxNetworkCards::addresses()
{
    ifaddrs* all = nullptr;
    if (::getifaddrs(&all) != 0)
        return {};
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(all, ::freeifaddrs);
    std::vector<Nic> nics;
    for (const ifaddrs* entry = all; entry; entry = entry->ifa_next) {
        if (auto nic = nicOf(*entry))
            nics.push_back(*std::move(nic));
    }
    return nics;
}

} // namespace readystage::agent
