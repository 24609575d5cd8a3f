#pragma once

#include <string>

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// What a person needs to begin: the key pairs, a profile for cloudmonkey with the first admin's, where the controls
/// are.
std::string welcome(const World& world, const std::string& apiUrl);

} // namespace readystage::cloudsim
