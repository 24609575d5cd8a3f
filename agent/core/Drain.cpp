#include "agent/core/Drain.h"

#include <algorithm>

namespace readystage::agent {
namespace {

/// The turn is taken for one pass only, so that nobody waits for somebody who sleeps.
Pass passInTurn(Courier& courier, Lock& turn)
{
    turn.take();
    Pass pass = courier.pass();
    turn.giveBack();
    return pass;
}

Drained outcomeOf(const Pass& last, unsigned rejected)
{
    if (last.left > 0)
        return Drained::left;
    return rejected > 0 ? Drained::rejected : Drained::all;
}

/// What comes in while the manager wants to be left alone has to wait as well.
Woken waitAfter(const Pass& pass, Waiter& waiter, Clock::Steady giveUp)
{
    Woken woken{};
    do
        woken = waiter.waitUntil(std::min(*pass.again, giveUp));
    while (woken == Woken::byNewReport && pass.askedToWait);
    return woken;
}

Drained keepTrying(Courier& courier, Lock& turn, Waiter& waiter, const Clock& clock, Clock::Steady giveUp)
{
    unsigned rejected = 0;
    for (;;) {
        const Pass pass = passInTurn(courier, turn);
        rejected += pass.rejected;
        if (!pass.again || clock.steady() >= giveUp)
            return outcomeOf(pass, rejected);
        if (waitAfter(pass, waiter, giveUp) != Woken::byTime)
            courier.forgetFailures();
    }
}

} // namespace

Drained drain(Courier& courier, const Locks& locks, Waiter& waiter, const Clock& clock,
              std::chrono::milliseconds maxAge)
{
    const auto giveUp = clock.steady() + maxAge;
    Drained drained = Drained::busy;
    do {
        if (!locks.drainer.tryTake())
            return drained;
        const Drained now = keepTrying(courier, locks.turn, waiter, clock, giveUp);
        drained = drained == Drained::rejected && now == Drained::all ? Drained::rejected : now;
        locks.drainer.giveBack();
        // Who wrote a report while we were finishing found the lock taken and relies on us.
    } while (courier.hasNews());
    return drained;
}

Drained deliverOnce(Courier& courier, const Locks& locks)
{
    Drained drained = Drained::busy;
    unsigned rejected = 0;
    do {
        if (!locks.turn.tryTake())
            return drained;
        const Pass pass = courier.pass();
        locks.turn.giveBack();
        rejected += pass.rejected;
        drained = outcomeOf(pass, rejected);
    } while (drained != Drained::left && courier.hasNews());
    return drained;
}

Fate deliverUntil(Courier& courier, Spool& spool, const Locks& locks, Waiter& waiter, const Clock& clock,
                  const ReportId& report, Clock::Steady deadline)
{
    for (;;) {
        const Pass pass = passInTurn(courier, locks.turn);
        const Fate fate = spool.fateOf(report);
        if (fate == Fate::acknowledged || fate == Fate::rejected || clock.steady() >= deadline)
            return fate;
        (void)waiter.waitUntil(std::min(pass.again.value_or(deadline), deadline));
    }
}

} // namespace readystage::agent
