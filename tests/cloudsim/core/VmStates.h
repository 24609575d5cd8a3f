#pragma once

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

// What changes in a VM's row when it starts, stops or loses its disk; the commands decide whether it may.

void becomeRunning(Vm& vm, Instant now);

/// Also what destroying does, with another state: it leaves its host, and CloudStack notes that its capacity was freed.
void leaveHost(Vm& vm, const char* state, Instant now);

/// A reboot as the volatile offerings want it, or a reinstallation: another disk, everything else stays.
void replaceDisk(World& world, const Job& job, Vm& vm, Instant now);

/// The VM a job acts on; Refusal 431 when it was expunged meanwhile.
Vm& vmOf(World& world, const Job& job);

} // namespace readystage::cloudsim
