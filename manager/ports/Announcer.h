#pragma once

#include "manager/core/Records.h"

namespace readystage {

/// Is told that a VM's record changed, after the change is durable. Must not block and must not throw; any thread.
class Announcer {
public:
    virtual ~Announcer() = default;
    virtual void changed(const VmRecord& vm) = 0;
};

} // namespace readystage
