#pragma once

#include <string>
#include <string_view>

namespace readystage {

/// Two lower-case hexadecimal digits for each byte.
std::string toHex(std::string_view bytes);

/// The value of one hexadecimal digit of any case; -1 when it is none.
int hexDigit(char c);

} // namespace readystage
