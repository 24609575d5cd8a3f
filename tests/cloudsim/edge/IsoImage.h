#pragma once

#include <string>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// An ISO 9660 image with Joliet and Rock Ridge names that holds these files (path and content). `label`: up to 32
/// letters. Throws std::runtime_error.
std::string isoImage(const std::string& label, const Pairs& files);

} // namespace readystage::cloudsim
