#pragma once

#include "common/domain/IpAddress.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace readystage::agent {

/// One lease as a DHCP client noted it down, reduced to what finding the virtual router needs.
struct Lease {
    IpAddress server;                      ///< the DHCP server: on CloudStack that is a virtual router
    std::string interface {};              ///< as the file names it; empty where it does not
    std::optional<IpAddress> own{};        ///< the leased address
    std::optional<IpAddress> nextServer{}; ///< where to boot from; a virtual router names itself
    std::optional<IpAddress> gateway{};    ///< the first of its routers: only the default NIC's lease has one
    std::optional<std::chrono::sys_seconds> expires{}; ///< nullopt: never, or `lifetime` tells
    std::optional<std::chrono::seconds> lifetime{};    ///< counted from when the file was written; nullopt: for ever
};

/// Whether the lease still held at `now`; a `lifetime` is not looked at.
bool isLive(const Lease& lease, std::chrono::sys_seconds now);

/// An IPv4 address one can talk to, in dotted form; nullopt for anything else, as 0.0.0.0 ("none"), broadcast and
/// multicast are. The metadata service of CloudStack speaks IPv4 only.
std::optional<IpAddress> ipv4(std::string_view text);

/// The same of the first word of a list: `10.1.0.1 10.1.0.2`, `10.1.0.1,10.1.0.2`, `10.1.0.1/24`.
std::optional<IpAddress> firstIpv4(std::string_view list);

/// The same of four bytes as they stand in a packet.
std::optional<IpAddress> ipv4OfBytes(std::string_view fourBytes);

/// A lease time in seconds; nullopt for what lasts for ever: 4294967295, and what is no number.
std::optional<std::chrono::seconds> leaseTime(std::uint64_t seconds);
std::optional<std::chrono::seconds> leaseTime(std::string_view seconds);

} // namespace readystage::agent
