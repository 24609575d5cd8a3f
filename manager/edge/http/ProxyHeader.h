#pragma once

#include <optional>
#include <string_view>

#include "common/domain/IpAddress.h"

/// The PROXY protocol (haproxy.org, proxy-protocol.txt), versions 1 and 2, as a proxy in front of a listener speaks it.
namespace readystage::http {

/// How many bytes are certainly missing until the header in `begun` is whole; 0: it is, or it cannot become one.
std::size_t proxyHeaderMissing(std::string_view begun);

/// The client's address out of a whole header; nullopt where the proxy speaks for itself (LOCAL, UNKNOWN).
Result<std::optional<IpAddress>, Malformed> parseProxyHeader(std::string_view header);

} // namespace readystage::http
