#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace readystage {

/// The time in a Date header, in the one form servers may send (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
std::optional<std::chrono::sys_seconds> parseHttpDate(std::string_view text);

} // namespace readystage
