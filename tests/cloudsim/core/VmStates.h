#pragma once

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

// What changes in a VM's row when it starts, stops or loses its disk; the commands decide whether it may.

void becomeRunning(Vm& vm, Instant now);

/// A VM that is stopped or destroyed leaves its host, and CloudStack notes that its capacity was freed.
void leaveHost(Vm& vm, Instant now);

/// A VM whose guest could not be stopped runs on. Returns the words for it.
std::string notStopped(Vm& vm, const Job& job);

/// The detail that CloudStack leaves at a VM whenever it stops it.
void noteFreedCapacity(Vm& vm);

/// A reboot as the volatile offerings want it, or a reinstallation: another disk, everything else stays.
void replaceDisk(World& world, const Job& job, Vm& vm, Instant now);

/// The VM a job acts on. Refusal 431 when it was expunged: each command has words of its own, behind which the
/// database number stands.
Vm& vmOf(World& world, const Job& job, const char* words = "unable to find a virtual machine with id ");

/// As CloudStack prints a VM in its messages.
std::string printed(const Vm& vm);

/// Its database number, or what was sent where a number was, of no VM.
std::string numberOfVm(const World& world, const std::string& sent);

} // namespace readystage::cloudsim
