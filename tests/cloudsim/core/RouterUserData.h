#pragma once

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// The refusal of a router that could not be told, 534.
[[noreturn]] void refuseByRouter(const Vm& vm);

/// Tells the routers of the VM's networks its userdata, which is stored already (UserVmManagerImpl.updateUserData);
/// Refusal 530 when no network of it has the service, or 534.
void pushUserData(World& world, Vm& vm);

} // namespace readystage::cloudsim
