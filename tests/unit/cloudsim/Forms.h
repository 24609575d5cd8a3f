#pragma once

#include <string>
#include <string_view>

namespace readystage::cloudsim {

/// Whether `text` has the form of this name, as tests/cloudsim/DIFFERENCES.md describes them; an unknown name is a
/// std::runtime_error.
bool hasForm(std::string_view form, std::string_view text);

/// Whether the IPv4 address is of the network that `gateway` and `netmask` describe.
bool isWithin(std::string_view address, std::string_view gateway, std::string_view netmask);

/// Where the next UUID in lower case begins, from `from` on; npos: there is none.
std::size_t findUuid(std::string_view text, std::size_t from);

inline constexpr std::size_t kUuidLength = 36;

/// Without ids and without what counts up in CloudStack's database or clock: ID and N stand for them.
std::string withoutIds(std::string_view text);

} // namespace readystage::cloudsim
