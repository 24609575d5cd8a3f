#pragma once

#include "agent/core/leases/Lease.h"

#include <string_view>
#include <vector>

/// The DHCP clients that note a lease as `key=value` lines, one lease a file. No parser throws; each is empty for a
/// file that names no server.
namespace readystage::agent {

/// A lease file of systemd-networkd, and of NetworkManager to 1.20, whose internal client was networkd's. From 1.22 on
/// NetworkManager's file has the same name and no server in it; see below.
std::vector<Lease> parseNetworkdLease(std::string_view text);

/// NetworkManager's state of a device: the server's id since 1.40, before that (from 1.20 on) `next-server` alone,
/// which on CloudStack is the same. It is written when the device comes up, not with every renewal: it says nothing
/// about the lease's end.
std::vector<Lease> parseNetworkManagerState(std::string_view text);

/// What wicked leaves for scripts: `KEY='value'`.
std::vector<Lease> parseWickedLease(std::string_view text);

} // namespace readystage::agent
