#pragma once

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// The label a config drive has (vm.configdrive.label).
inline constexpr const char* kConfigDriveLabel = "config-2";

/// The files on a VM's config drive, path without a leading "/" and content, as ConfigDriveBuilder of CloudStack 4.23
/// writes them when the VM starts; an update of a running VM does not change them. Empty: the VM has no such drive
/// now, because it does not run or none of its networks has the service.
Pairs configDriveFiles(const World& world, const Vm& vm);

} // namespace readystage::cloudsim
