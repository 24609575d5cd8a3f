#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace readystage {

/// The one of `known` that is fewest edits (insertions, deletions, replacements of one character) away from `word`, for
/// "did you mean …?"; empty when none is close, that is within a third of its length.
std::string nearest(std::string_view word, const std::vector<std::string>& known);

} // namespace readystage
