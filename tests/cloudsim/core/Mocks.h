#pragma once

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// What CloudStack's simulator was told (configureSimulator) about a command it sends to its hosts, such as
/// `VmDataCommand`: whether the host says no now. `result:fail` counts down, `result:fault` does not
/// (SimulatorManagerImpl.simulate).
bool hostRefuses(World& world, const Zone& zone, std::string_view command);

} // namespace readystage::cloudsim
