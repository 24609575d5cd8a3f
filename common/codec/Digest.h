#pragma once

#include <string>
#include <string_view>

namespace readystage {

/// SHA-256 as 64 lower-case hexadecimal digits.
std::string sha256Hex(std::string_view bytes);

/// HMAC-SHA-256 as 64 lower-case hexadecimal digits.
std::string hmacSha256Hex(std::string_view key, std::string_view bytes);

/// HMAC-SHA-1, 20 bytes.
std::string hmacSha1(std::string_view key, std::string_view bytes);

/// `count` bytes from the system's random source; throws std::runtime_error when there are none.
std::string randomBytes(std::size_t count);

/// A random (version 4) UUID.
std::string randomUuid();

} // namespace readystage
