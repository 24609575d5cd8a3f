#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/domain/Result.h"

namespace readystage {

/// Names and values, decoded, in the order they were sent; duplicates stay.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// java.net.URLEncoder with "+" written as "%20": unescaped are A-Z a-z 0-9 . - * _ and nothing else. CloudStack
/// computes signatures over this form.
std::string percentEncode(std::string_view value);

/// Decodes %XX and "+" (a space). A broken escape or bytes that are no UTF-8 are Malformed: Jetty answers them with
/// 400.
Result<std::string, Malformed> percentDecode(std::string_view text);

/// Splits and decodes `a=1&b=2` (a query without its "?", or a form body). A name without "=" has an empty value.
Result<Parameters, Malformed> parseQuery(std::string_view query);

/// The opposite of parseQuery: values percent-encoded, names as they are.
std::string toQuery(const Parameters& parameters);

} // namespace readystage
