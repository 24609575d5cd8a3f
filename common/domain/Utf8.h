#pragma once

#include <string>
#include <string_view>

namespace readystage {

/// Whether `bytes` are well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
bool isUtf8(std::string_view bytes);

/// `bytes` with each byte that is not part of well-formed UTF-8 replaced by U+FFFD.
std::string toUtf8(std::string_view bytes);

/// Length of the well-formed sequence at the beginning of `bytes`; 0 when there is none.
std::size_t utf8SequenceLength(std::string_view bytes);

} // namespace readystage
