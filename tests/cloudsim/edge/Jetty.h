#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "manager/edge/http/Http.h"

namespace readystage::cloudsim {

/// What the web server around CloudStack answers itself: heads over 8 KiB (414 when the URI alone is too long, else
/// 431) and methods the servlet does not have. nullopt: the servlet gets the request.
std::optional<http::Response> refusedByJetty(const http::Request& request);

/// What Jetty says of what is no HTTP request, or too long to be one.
http::Response jettyRefusal(int status, std::string_view why);

/// Jetty's error page, which is HTML; the connection is closed after it.
http::Response jettyError(int status, const std::string& cause);

} // namespace readystage::cloudsim
