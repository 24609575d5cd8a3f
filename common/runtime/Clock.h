#pragma once

#include <chrono>
#include <stop_token>
#include <string>

namespace readystage {

/// Time as a port, so that tests can hold it still. Safe from any thread.
class Clock {
public:
    using Wall = std::chrono::system_clock::time_point;
    using Steady = std::chrono::steady_clock::time_point;

    virtual ~Clock() = default;
    virtual Wall now() const = 0;
    virtual Steady steady() const = 0;

    /// Returns at `when`, or at once when a stop is asked for; true if it was the time.
    virtual bool sleepUntil(Steady when, std::stop_token stop) = 0;
};

class SystemClock final : public Clock {
public:
    Wall now() const override { return std::chrono::system_clock::now(); }

    Steady steady() const override { return std::chrono::steady_clock::now(); }

    bool sleepUntil(Steady when, std::stop_token stop) override;
};

/// RFC 3339 in UTC with milliseconds: 2026-08-21T12:00:00.123Z.
std::string rfc3339(Clock::Wall when);

} // namespace readystage
