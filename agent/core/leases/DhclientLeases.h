#pragma once

#include "agent/core/leases/Lease.h"

#include <string_view>
#include <vector>

namespace readystage::agent {

/// The leases of a file of ISC dhclient (all generations write the same grammar). The file is appended to between
/// rewrites, so of each interface the last complete block with a server wins; a truncated tail, lease6 blocks and
/// statements we do not know are passed over. Never throws; no address is invented.
std::vector<Lease> parseDhclientLeases(std::string_view text);

} // namespace readystage::agent
