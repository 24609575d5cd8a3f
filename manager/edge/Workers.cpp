#include "manager/edge/Workers.h"

#include <algorithm>

#include "common/runtime/Log.h"

namespace readystage {

namespace {

constexpr auto kLongestPause = std::chrono::hours(1);
constexpr auto kPauseWhenFull = std::chrono::seconds(5);

} // namespace

Workers::Workers(Steps& steps, Clock& clock, unsigned threads) : steps_(steps), clock_(clock), count_(threads) {}

void Workers::start()
{
    for (unsigned i = 0; i < count_; ++i)
        threads_.emplace_back([this](const std::stop_token& stop) { run(stop); });
}

void Workers::stop()
{
    for (auto& thread : threads_)
        thread.request_stop();
    threads_.clear();
}

void Workers::add(const Step& step)
{
    {
        const std::scoped_lock hold(mutex_);
        addLocked(step);
        ++changes_;
    }
    changed_.notify_one();
}

std::size_t Workers::outstanding() const
{
    const std::scoped_lock hold(mutex_);
    return agenda_.size();
}

Clock::Steady::duration Workers::quietFor() const
{
    const std::scoped_lock hold(mutex_);
    return busy_ == 0 ? Clock::Steady::duration::zero() : clock_.steady() - moved_;
}

// The wall clock is what is stored; it may have stepped meanwhile, so no step waits longer than it ever should.
void Workers::addLocked(const Step& step)
{
    const auto wait =
        std::clamp<Clock::Wall::duration>(step.notBefore - clock_.now(), Clock::Wall::duration::zero(), kLongestPause);
    agenda_.add(step, clock_.steady() + wait);
}

std::vector<Step> Workers::take(const std::stop_token& stop)
{
    std::unique_lock hold(mutex_);
    while (!stop.stop_requested()) {
        if (auto steps = agenda_.next(clock_.steady()); !steps.empty()) {
            ++busy_;
            moved_ = clock_.steady();
            return steps;
        }
        const auto wakeAt = agenda_.wakeAt().value_or(clock_.steady() + kLongestPause);
        changed_.wait_until(hold, stop, wakeAt, [this, seen = changes_] { return changes_ != seen; });
    }
    return {};
}

void Workers::run(const std::stop_token& stop)
{
    for (auto steps = take(stop); !steps.empty(); steps = take(stop)) {
        std::vector<Step> next;
        try {
            next = steps_.perform(steps);
        } catch (const JournalError& e) {
            log::error("journal-failed", {{"reason", e.what()}});
            next = steps;
            for (Step& step : next)
                step.notBefore = clock_.now() + kPauseWhenFull;
        }
        {
            const std::scoped_lock hold(mutex_);
            --busy_;
            moved_ = clock_.steady();
            for (const Step& step : steps)
                agenda_.finished(step.vm);
            for (const Step& more : next)
                addLocked(more);
            ++changes_;
        }
        changed_.notify_all();
    }
}

} // namespace readystage
