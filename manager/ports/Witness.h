#pragma once

#include <chrono>
#include <string_view>

#include "manager/core/VmState.h"

namespace readystage {

/// Counts what happens, for those who watch the manager. Must not block and must not throw; any thread.
class Witness {
public:
    virtual ~Witness() = default;
    virtual void accepted(Assurance assurance) = 0;

    /// `kind`: of Refused. `alarm`: somebody may be pretending.
    virtual void refused(std::string_view kind, bool alarm) = 0;

    /// Userdata did not show what the VM's state is: `kind` is kMarkLost or kForeignMark.
    virtual void drifted(std::string_view kind) = 0;

    /// A readiness was taken back, so long after CloudStack's event (truncated to whole seconds by CloudStack).
    virtual void withdrawn(std::chrono::milliseconds lag) = 0;
};

} // namespace readystage
