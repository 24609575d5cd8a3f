#pragma once

#include <string_view>

namespace readystage::agent {

/// The value of the last line `key=…` of the group; a group begins with a line `[name]`, lines before any belong to the
/// group "". Blanks around key and value and quotes around the value are taken off; a value cannot go over several
/// lines. Empty when there is no such line.
std::string_view keyFileValue(std::string_view text, std::string_view group, std::string_view key);

} // namespace readystage::agent
