#pragma once

#include "agent/ports/Waiter.h"

#include <filesystem>

namespace readystage::agent {

/// Sleeps in poll() on a timer, on the wall clock being set, and on files appearing in incoming/. Where the kernel
/// gives no watch the others still work. One thread.
class EventWaiter final : public Waiter {
public:
    explicit EventWaiter(const std::filesystem::path& incoming);
    ~EventWaiter() override;
    EventWaiter(const EventWaiter&) = delete;
    EventWaiter& operator=(const EventWaiter&) = delete;

    Woken waitUntil(Clock::Steady when) override;

private:
    void watchClock() const;
    bool clockWasSet() const;
    bool somethingCame() const;

    int clock_;
    int files_;
};

} // namespace readystage::agent
