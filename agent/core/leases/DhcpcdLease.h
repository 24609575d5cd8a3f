#pragma once

#include "agent/core/leases/Lease.h"

#include <string_view>
#include <vector>

namespace readystage::agent {

/// A lease of dhcpcd: the server's answer as it came over the wire (RFC 2131), options also where they overflow into
/// the fields `file` and `sname`. Without option 54 the field siaddr counts. Options cut off by the end of the file and
/// all after them are left out; empty for what is no such packet. Never throws.
std::vector<Lease> parseDhcpcdLease(std::string_view packet);

} // namespace readystage::agent
