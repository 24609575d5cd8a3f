#pragma once

#include "agent/core/leases/Lease.h"

#include <string_view>
#include <vector>

namespace readystage::agent {

/// A lease file of systemd-networkd: `KEY=value` lines, the file's name is the interface index. The file lives in /run
/// and is rewritten with each lease, so it has no expiry of its own. Empty without a readable SERVER_ADDRESS. Never
/// throws.
std::vector<Lease> parseNetworkdLease(std::string_view text);

} // namespace readystage::agent
