#include "common/runtime/Clock.h"

#include <array>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <mutex>

namespace readystage {

bool SystemClock::sleepUntil(Steady when, std::stop_token stop)
{
    std::mutex mutex;
    std::condition_variable_any stopped; // nobody notifies it: only a stop or the time wakes us
    std::unique_lock hold(mutex);
    stopped.wait_until(hold, stop, when, [] { return false; });
    return !stop.stop_requested();
}

std::string rfc3339(Clock::Wall when)
{
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(when);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(when);
    const std::time_t time = std::chrono::system_clock::to_time_t(seconds);
    std::tm utc{};
    gmtime_r(&time, &utc);
    std::array<char, 32> date{};
    std::array<char, 48> text{};
    (void)std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &utc);
    (void)std::snprintf(text.data(), text.size(), "%s.%03dZ", date.data(),
                        static_cast<int>((milliseconds - seconds).count()));
    return text.data();
}

} // namespace readystage
