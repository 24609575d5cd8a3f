#pragma once

#include "agent/core/Courier.h"
#include "agent/ports/Lock.h"
#include "agent/ports/Waiter.h"

namespace readystage::agent {

enum class Drained {
    all,      ///< nothing waits any more
    rejected, ///< nothing waits any more, and the manager refused something
    left,     ///< something waits
    busy      ///< another process drains; it will see everything that is in the spool now
};

/// The two locks of the spool.
struct Locks {
    Lock& drainer; ///< held by the one process that keeps trying
    Lock& turn;    ///< held by whoever is passing over the spool at this moment
};

/// Keeps trying until nothing waits or RetryPolicy::maxAge has passed.
Drained drain(Courier& courier, const Locks& locks, Waiter& waiter, const Clock& clock,
              std::chrono::milliseconds maxAge);

/// One pass, and one more if reports came in meanwhile. `busy` when another process is at it: it looks again
/// afterwards.
Drained deliverOnce(Courier& courier, const Locks& locks);

/// Passes until the fate of `report` is final or the time has come.
Fate deliverUntil(Courier& courier, Spool& spool, const Locks& locks, Waiter& waiter, const Clock& clock,
                  const ReportId& report, Clock::Steady deadline);

} // namespace readystage::agent
