#pragma once

#include <chrono>

#include "manager/core/Records.h"
#include "manager/core/Verification.h"

namespace readystage {

/// Types of events that Steps counts.
constexpr const char* kMarkLost = "userdata-lost";
constexpr const char* kForeignMark = "foreign-mark";

struct LifecycleRules {
    int failedAfterRuns = 2;                           ///< for VMs that no bundle speaks for, like the rest
    std::chrono::milliseconds deadline{3'600'000};     ///< from Running, or the first sign of life, to a verdict
    std::chrono::milliseconds deadlineCap{14'400'000}; ///< so far progress can move the deadline
    bool readyPerBoot = false;                         ///< readiness ends with the boot, not with the incarnation
    std::chrono::milliseconds explainWithin{30'000};   ///< so long CloudStack's event about a change may be on its way
};

/// A VM nobody has reported for yet.
VmRecord newVm(const InstanceId& id, Clock::Wall now);

/// Why `report` can never be true of the VM again, by our own store; nullopt when it may.
std::optional<std::string> contradiction(const VmRecord& vm, const Report& report);

/// Whether the report speaks for another life of the VM than the present one, and nothing CloudStack did explains it:
/// then only a better proof than a source address, or another root disk, makes it believable (Verified::newLife).
bool needsReinstall(const VmRecord& vm, const Report& report);

/// What a verified report changes: the VM's state by the table of VmState.cpp, the events, and which marks to bring in
/// line. A new incarnation starts over.
Change decide(const VmRecord& before, const StoredReport& stored, const Verified& verified,
              const LifecycleRules& general, Clock::Wall now);

/// The end of a report that must not count.
Change refuse(const StoredReport& stored, const std::string& why, Clock::Wall now);

/// What follows from something CloudStack or an operator did, before CloudStack is asked about the VM. `change.seen` is
/// set.
Change happened(const VmRecord& before, const Happening& happening, const LifecycleRules& general, Clock::Wall now);

/// What follows from how CloudStack shows the VM now; nullopt: nothing. `rootVolume` is empty where it is not known. A
/// reinstallation is seen by the root disk; a reset of userdata by its text, if no event of an update explains that.
std::optional<Change> compared(const VmRecord& before, const std::optional<VmFacts>& facts,
                               const std::string& rootVolume, const LifecycleRules& general, Clock::Wall now);

/// The VM's userdata shows a mark that we did not place: it came with a copy, or an overwriting update brought it back.
void withdrawForeignMark(Change& change, Clock::Wall now);

/// A VM that CloudStack shows as ready while our store knows nothing of it: its first report says which life it is.
Change adopted(const VmFacts& facts, const Tag& ready, Clock::Wall now);

/// The deadline has come; nullopt when it has moved, or there is a verdict.
std::optional<Change> expired(const VmRecord& before, Clock::Wall now);

} // namespace readystage
