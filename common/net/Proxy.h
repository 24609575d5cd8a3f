#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/domain/Result.h"
#include "common/net/Url.h"

/// The proxy settings everybody has agreed on: https_proxy and no_proxy.
namespace readystage {

/// The value of https_proxy: `http://host:port`, or `host:port`. Passwords in it and proxies that speak TLS themselves
/// are not supported.
Result<Url, Malformed> parseProxy(std::string_view text);

/// Whether `host` is to be reached without a proxy. @param noProxy the value of no_proxy, separated by commas or
/// blanks: names, which stand for themselves and all below them, with or without `.` or `*.` in front; addresses;
/// networks
/// (`10.1.0.0/16`); each for every port or, with `:8450` behind it, for that one; `*` for everything
bool isExempt(std::string_view host, std::uint16_t port, std::string_view noProxy);

} // namespace readystage
