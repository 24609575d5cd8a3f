#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace readystage::cloudsim {

// Addresses are numbers in host byte order.

std::optional<std::uint32_t> parseIpv4(std::string_view text);
std::string formatIpv4(std::uint32_t address);

/// 02:00 and the four bytes of the address: a dnsmasq hosts list can be written before the VM exists.
std::string macOf(std::uint32_t address);

} // namespace readystage::cloudsim
