#pragma once

#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// The settings of a VM that CloudStack's defaults keep from all but root admins (user.vm.readonly.details), as they
/// are shown.
inline constexpr const char* kReadOnlyDetails =
    "dataDiskController, rootDiskController, backupValidationCommandTimeout, "
    "backupValidationScreenshotWait, backupValidationBootTimeout";

/// Whether others than root admins are not shown the detail (user.vm.denied.details).
bool isHidden(std::string_view detail);

/// What a VM is deployed with: the given details and those that parameters beside them stand for
/// (BaseDeployVMCmd.getDetails). Refusal 431 for a value that such a parameter does not know.
Pairs detailsForDeploy(const Call& call);

/// Refusal 431 for details with which no VM of the offering is deployed (UserVmManagerImpl.verifyDetails,
/// verifyServiceOffering).
void checkForDeploy(const Pairs& details, const ServiceOffering& offering);

/// Refusal 431 for a size that is no positive number (UserVmManagerImpl.configureCustomRootDiskSize).
void checkRootDisk(const Pairs& details);

/// What is left of a VM's details when they are cleaned up (UserVmManagerImpl.updateVirtualMachine).
Pairs cleanedUp(const Pairs& details, bool byAdmin);

/// What a VM's details are when `given` ones replace them; Refusal 431 when they are not the caller's to change, or
/// nobody's.
Pairs replacedBy(const Pairs& given, const Vm& vm, bool byAdmin);

} // namespace readystage::cloudsim
