#include "agent/edge/EventWaiter.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <limits>

#include <poll.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace readystage::agent {
namespace {

using std::chrono::milliseconds;

/// Rounded up, so that we never wake before the time.
int millisecondsUntil(Clock::Steady when)
{
    const auto left = std::chrono::ceil<milliseconds>(when - std::chrono::steady_clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, std::numeric_limits<int>::max()));
}

} // namespace

EventWaiter::EventWaiter(const std::filesystem::path& incoming)
    : clock_(::timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK)),
      files_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK))
{
    watchClock();
    if (files_ >= 0)
        (void)::inotify_add_watch(files_, incoming.c_str(), IN_MOVED_TO);
}

EventWaiter::~EventWaiter()
{
    if (clock_ >= 0)
        ::close(clock_);
    if (files_ >= 0)
        ::close(files_);
}

/// A timer that never goes off, but is cancelled when somebody sets the clock.
void EventWaiter::watchClock() const
{
    itimerspec never{};
    never.it_value.tv_sec = 9'000'000'000; // the year 2255, which the kernel can still count in nanoseconds
    (void)::timerfd_settime(clock_, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, nullptr);
}

bool EventWaiter::clockWasSet() const
{
    std::uint64_t ticks = 0;
    if (::read(clock_, &ticks, sizeof ticks) >= 0 || errno != ECANCELED)
        return false;
    watchClock();
    return true;
}

bool EventWaiter::somethingCame() const
{
    std::array<char, 4096> events{};
    bool any = false;
    while (::read(files_, events.data(), events.size()) > 0)
        any = true;
    return any;
}

Woken EventWaiter::waitUntil(Clock::Steady when)
{
    for (;;) {
        std::array<pollfd, 2> watched{{{clock_, POLLIN, 0}, {files_, POLLIN, 0}}};
        const int events = ::poll(watched.data(), watched.size(), millisecondsUntil(when));
        if (events > 0 && watched[0].revents != 0 && clockWasSet())
            return Woken::byClockStep;
        if (events > 0 && watched[1].revents != 0 && somethingCame())
            return Woken::byNewReport;
        if (std::chrono::steady_clock::now() >= when)
            return Woken::byTime;
    }
}

} // namespace readystage::agent
