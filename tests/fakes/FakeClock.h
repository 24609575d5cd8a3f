#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <vector>

#include "common/runtime/Clock.h"

namespace readystage::fakes {

/// Time that moves only when told. It begins at 2026-08-21T12:00:00Z. Safe from several threads.
class FakeClock final : public Clock {
public:
    using Duration = std::chrono::milliseconds;

    Wall now() const override
    {
        const std::scoped_lock hold(mutex_);
        return Wall(std::chrono::seconds(1787313600)) + std::chrono::duration_cast<Wall::duration>(passed_);
    }

    Steady steady() const override
    {
        const std::scoped_lock hold(mutex_);
        return start() + passed_;
    }

    /// With skipSleeps() the time jumps to `when`; otherwise waits until advance() reaches it or a stop is asked for.
    bool sleepUntil(Steady when, std::stop_token stop) override
    {
        std::unique_lock hold(mutex_);
        if (stop.stop_requested())
            return false;
        slept_.push_back(std::chrono::ceil<Duration>(when - start() - passed_));
        if (skip_) {
            passed_ = std::max(passed_, std::chrono::ceil<Duration>(when - start()));
            return true;
        }
        ++sleepers_;
        changed_.notify_all();
        const bool reached = changed_.wait(hold, stop, [&] { return start() + passed_ >= when; });
        --sleepers_;
        return reached;
    }

    void advance(Duration by)
    {
        {
            const std::scoped_lock hold(mutex_);
            passed_ += by;
        }
        changed_.notify_all();
    }

    /// From now on nobody waits: a sleep moves the time.
    void skipSleeps()
    {
        const std::scoped_lock hold(mutex_);
        skip_ = true;
    }

    /// Returns once `count` threads sleep on this clock.
    void waitForSleepers(int count)
    {
        std::unique_lock hold(mutex_);
        changed_.wait(hold, [&] { return sleepers_ >= count; });
    }

    /// How long each sleep was meant to be, in the order they began.
    std::vector<Duration> slept() const
    {
        const std::scoped_lock hold(mutex_);
        return slept_;
    }

private:
    static constexpr Steady start() { return Steady(std::chrono::hours(1)); }

    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    Duration passed_{0};
    bool skip_ = false;
    int sleepers_ = 0;
    std::vector<Duration> slept_;
};

} // namespace readystage::fakes
