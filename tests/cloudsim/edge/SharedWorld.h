#pragma once

#include <memory>

#include "common/runtime/Guarded.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// The one World, behind its lock.
using SharedWorld = Guarded<std::unique_ptr<World>>;

} // namespace readystage::cloudsim
