#pragma once

#include <cstddef>
#include <string>

namespace readystage::cloudsim {

/// What CloudStack stores for the text given as `userdata` (UserDataManagerImpl.validateUserData): base64 of either
/// alphabet, with blanks, unpadded, or cut at the first "=", written again canonically. Empty in, empty out: "no
/// change". Refusal 431 with CloudStack's words for text that is not base64, decodes to nothing or is too long.
/// 4.11 had shorter limits and no setting.
std::string storedUserData(const std::string& given, bool isPost, std::size_t maxLength, bool oldRelease = false);

/// Base64 as commons-codec reads it: what is not of the alphabet is passed over, "=" is the end, left-over bits are
/// dropped.
std::string decodeLeniently(const std::string& text);

} // namespace readystage::cloudsim
