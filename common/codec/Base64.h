#pragma once

#include <string>
#include <string_view>

#include "common/domain/Result.h"

namespace readystage::base64 {

/// Standard alphabet with padding, no line breaks: what CloudStack writes and takes.
std::string encode(std::string_view bytes);

/// Strict: standard alphabet, length a multiple of four, padding only at the end, unused bits zero. CloudStack is more
/// lenient (UserDataManagerImpl.java) and thereby loses data silently; we never send it anything this would refuse.
Result<std::string, Malformed> decode(std::string_view text);

} // namespace readystage::base64
