#pragma once

#include <chrono>
#include <string_view>

#include "common/domain/Result.h"

namespace readystage {

/// A whole number with its unit: 500ms, 55s, 5m, 2h, 7d. Without a unit it is Malformed, so that nobody has to guess.
Result<std::chrono::milliseconds, Malformed> parseDuration(std::string_view text);

} // namespace readystage
