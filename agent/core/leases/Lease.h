#pragma once

#include "common/domain/IpAddress.h"

#include <chrono>
#include <optional>
#include <string>

namespace readystage::agent {

/// One lease as a DHCP client noted it down, reduced to what finding the virtual router needs.
struct Lease {
    IpAddress server;             ///< the DHCP server: on CloudStack that is a virtual router
    std::string interface;        ///< as the file names it; empty where it does not
    std::optional<IpAddress> own; ///< the leased address
    bool routers = false;         ///< whether it came with a default gateway: only the default NIC's does
    std::optional<std::chrono::sys_seconds> expires; ///< nullopt: never
};

/// Whether the lease still held at `now`.
bool isLive(const Lease& lease, std::chrono::sys_seconds now);

/// An IPv4 address in dotted form; nullopt for anything else. The metadata service of CloudStack speaks IPv4 only.
std::optional<IpAddress> ipv4(std::string_view text);

} // namespace readystage::agent
