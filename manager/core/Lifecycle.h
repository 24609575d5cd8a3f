#pragma once

#include "manager/core/Records.h"

namespace readystage {

/// A VM nobody has reported for yet.
VmRecord newVm(const InstanceId& id, int failedAfterRuns, Clock::Wall now);

/// Why `report` contradicts what is already known to be true of its VM; nullopt when it does not. A VM that was
/// verified as one incarnation is not taken over by another.
std::optional<std::string> contradiction(const VmRecord& vm, const Report& report);

/// What a verified report changes: the VM's state by the table of VmState.h, the events, and which marks to bring in
/// line.
Change decide(const VmRecord& before, const StoredReport& stored, Assurance assurance, Clock::Wall now);

/// The end of a report that must not count.
Change refuse(const StoredReport& stored, const std::string& why, Clock::Wall now);

} // namespace readystage
