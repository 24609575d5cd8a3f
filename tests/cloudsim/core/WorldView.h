#pragma once

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// The whole state for a test to look at: VMs with userdata as stored and as the router has it, tags, and unfinished
/// jobs.
Value showWorld(const World& world);

} // namespace readystage::cloudsim
