#pragma once

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

// CloudStack's updateVirtualMachine reads a VM's row when it begins and writes the whole row at its end
// (UserVmDaoImpl.updateVM, in 4.11 as in 4.23), so of two updates at a time one is lost.

/// The columns it writes, as they are now.
VmRow rowOf(const Vm& vm);

void writeRow(Vm& vm, const VmRow& row);

/// Makes the row again what it was at `began`, for an update that read it then and writes it `now`.
void rereadRow(Vm& vm, Instant began, Instant now);

} // namespace readystage::cloudsim
