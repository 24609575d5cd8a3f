#include "manager/edge/Housekeeper.h"

#include "common/runtime/Log.h"
#include "manager/ports/Journal.h"

namespace readystage {

namespace {

using namespace std::chrono_literals;

constexpr auto kCopyEvery = 1s;
constexpr auto kForgetEvery = 1min;
constexpr auto kTidyEvery = 1h;
constexpr std::size_t kRowsAtOnce = 500; // rows: a few milliseconds, so long a report may wait
constexpr auto kBetween = 50ms;

} // namespace

Housekeeper::Housekeeper(Housekeeping& store, AuditFile& audit, Clock& clock, Retention retention, OnBroken onBroken)
    : store_(store),
      audit_(audit),
      clock_(clock),
      retention_(retention),
      onBroken_(std::move(onBroken))
{}

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
    auto forgetAt = clock_.steady() + kForgetEvery;
    auto tidyAt = clock_.steady() + kTidyEvery;
    do {
        attempt([&] { audit_.catchUp(); });
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

void Housekeeper::forget(const std::stop_token& stop)
{
    while (store_.forget(retention_, clock_.now(), kRowsAtOnce) >= kRowsAtOnce)
        if (!clock_.sleepUntil(clock_.steady() + kBetween, stop))
            return;
}

template <class Work> void Housekeeper::attempt(Work&& work)
{
    try {
        work();
    } catch (const JournalError& e) {
        log::error("journal-failed", {{"reason", e.what()}});
        if (e.kind() == JournalError::Kind::broken)
            onBroken_(e.what());
    } catch (const std::exception& e) {
        log::error("audit-file-failed", {{"reason", e.what()}});
    }
}

} // namespace readystage
