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

/// Jetty's error page for a call of the API, which is HTML; the connection is closed after it.
http::Response jettyError(int status, const std::string& cause);

/// For what lies outside of the API: below /client nothing is there, everything else has moved below it.
http::Response jettyElsewhere(const http::Request& request);

} // namespace readystage::cloudsim
