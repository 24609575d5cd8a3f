#include "agent/core/leases/KeyValueLeases.h"

#include "agent/core/leases/KeyFile.h"

namespace readystage::agent {
namespace {

/// The lease of a file that names `server` or, where it does not, a `nextServer`.
std::vector<Lease> leaseFrom(std::optional<IpAddress> server, std::optional<IpAddress> nextServer)
{
    if (!server)
        server = nextServer;
    if (!server)
        return {};
    Lease lease{*std::move(server)};
    lease.nextServer = std::move(nextServer);
    return {std::move(lease)};
}

} // namespace

std::vector<Lease> parseNetworkdLease(std::string_view text)
{
    const auto value = [text](std::string_view key) { return keyFileValue(text, "", key); };
    auto leases = leaseFrom(ipv4(value("SERVER_ADDRESS")), ipv4(value("NEXT_SERVER")));
    for (Lease& lease : leases) {
        lease.own = ipv4(value("ADDRESS"));
        lease.gateway = firstIpv4(value("ROUTER"));
        lease.lifetime = leaseTime(value("LIFETIME"));
    }
    return leases;
}

std::vector<Lease> parseNetworkManagerState(std::string_view text)
{
    const auto option = [text](const std::string& name) {
        const auto value = keyFileValue(text, "dhcp4", "dhcp4." + name);
        return value.empty() ? keyFileValue(text, "dhcp4", name) : value;
    };
    auto nextServer = ipv4(keyFileValue(text, "device", "next-server"));
    if (!nextServer)
        nextServer = ipv4(option("next_server"));
    auto leases = leaseFrom(ipv4(option("dhcp_server_identifier")), std::move(nextServer));
    for (Lease& lease : leases) {
        lease.own = ipv4(option("ip_address"));
        lease.gateway = firstIpv4(option("routers"));
    }
    return leases;
}

std::vector<Lease> parseWickedLease(std::string_view text)
{
    const auto value = [text](std::string_view key) { return keyFileValue(text, "", key); };
    auto leases = leaseFrom(ipv4(value("SERVERID")), std::nullopt);
    for (Lease& lease : leases) {
        lease.interface = value("INTERFACE");
        lease.own = firstIpv4(value("IPADDR"));
        lease.gateway = firstIpv4(value("GATEWAYS"));
    }
    return leases;
}

} // namespace readystage::agent
