#pragma once

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

/// Whether `host` is to be reached without a proxy. @param noProxy the value of no_proxy: names separated by commas or
/// blanks; a name stands for itself and all below it, with or without a dot in front; `*` for everything
bool isExempt(std::string_view host, std::string_view noProxy);

} // namespace readystage
