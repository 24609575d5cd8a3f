#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/domain/Result.h"

namespace readystage {

/// http or https URL, strictly parsed: no user info, no fragment, no white space or control characters, host of
/// letters, digits, dots and hyphens or an address (IPv6 in brackets).
struct Url {
    bool tls = false;
    std::string host; ///< without brackets
    std::uint16_t port = 0;
    std::string target; ///< path and query, begins with "/"

    static Result<Url, Malformed> parse(std::string_view text);

    /// `http(s)://host:port/target`.
    std::string str() const;
};

} // namespace readystage
