#pragma once

#include <string>

#include "manager/edge/Config.h"

namespace readystage {

/// Asks the running manager what an operator typed: `refused 1h`, `recheck 1h`, `revoke VM WHY`. Its answer, as text.
/// Throws std::runtime_error with words for the operator.
std::string operate(const Config& config, const std::vector<std::string>& words);

} // namespace readystage
