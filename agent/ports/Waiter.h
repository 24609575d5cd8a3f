#pragma once

#include "common/runtime/Clock.h"

namespace readystage::agent {

enum class Woken {
    byTime,
    byClockStep, ///< the wall clock was set: certificates may have become valid
    byNewReport  ///< something new lies in incoming
};

/// Waits for what can make another try worth while.
class Waiter {
public:
    virtual ~Waiter() = default;
    virtual Woken waitUntil(Clock::Steady when) = 0;
};

} // namespace readystage::agent
