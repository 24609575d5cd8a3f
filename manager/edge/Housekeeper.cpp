#include "manager/edge/Housekeeper.h"

#include "common/runtime/Log.h"
#include "manager/ports/Journal.h"

namespace readystage {

namespace {

using namespace std::chrono_literals;

constexpr auto kCopyEvery = 1s;
constexpr auto kProbeEvery = 5s;
constexpr auto kForgetEvery = 1min;
constexpr auto kTidyEvery = 1h;
constexpr std::size_t kRowsAtOnce = 500; // rows: a few milliseconds, so long a report may wait
constexpr auto kBetween = 50ms;

} // namespace

Housekeeper::Housekeeper(Housekeeping& store, AuditFile& audit, Clock& clock, Retention retention)
    : store_(store),
      audit_(audit),
      clock_(clock),
      retention_(retention),
      alive_(clock.steady())
{}

Clock::Steady::duration Housekeeper::quietFor() const
{
    return clock_.steady() - alive_.load();
}

void Housekeeper::start()
{
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Housekeeper::stop()
{
    thread_ = {};
}

void Housekeeper::run(const std::stop_token& stop)
{
    auto probeAt = clock_.steady();
    auto forgetAt = clock_.steady() + kForgetEvery;
    auto tidyAt = clock_.steady() + kTidyEvery;
    do {
        attempt([&] { audit_.catchUp(); });
        if (clock_.steady() >= probeAt) {
            attempt([&] { probe(); });
            probeAt = clock_.steady() + kProbeEvery;
        }
        if (clock_.steady() >= forgetAt) {
            attempt([&] { forget(stop); });
            forgetAt = clock_.steady() + kForgetEvery;
        }
        if (clock_.steady() >= tidyAt) {
            attempt([&] { store_.tidy(); });
            tidyAt = clock_.steady() + kTidyEvery;
        }
    } while (clock_.sleepUntil(clock_.steady() + kCopyEvery, stop));
    attempt([&] { audit_.catchUp(); });
}

void Housekeeper::probe()
{
    try {
        store_.probe();
        full_ = false;
    } catch (const JournalError& e) {
        full_ = e.kind() == JournalError::Kind::full;
        throw;
    }
}

void Housekeeper::forget(const std::stop_token& stop)
{
    for (; store_.forget(retention_, clock_.now(), kRowsAtOnce) >= kRowsAtOnce; alive_ = clock_.steady())
        if (!clock_.sleepUntil(clock_.steady() + kBetween, stop))
            return;
}

template <class Work> void Housekeeper::attempt(Work&& work)
{
    try {
        work();
    } catch (const JournalError& e) {
        log::error("journal-failed", {{"reason", e.what()}});
    } catch (const std::exception& e) {
        log::error("audit-file-failed", {{"reason", e.what()}});
    }
    alive_ = clock_.steady();
}

} // namespace readystage
