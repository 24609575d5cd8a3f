#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "common/runtime/Clock.h"

namespace readystage {

/// Says that the manager is alive as long as everything it consists of makes progress, so that whoever listens
/// (systemd) may end a process that only seems to run.
class Watchdog {
public:
    struct Part {
        std::string name;
        std::function<Clock::Steady::duration()> quietFor; ///< any thread; must not block
        Clock::Steady::duration atMost;
    };

    /// `alive` is called every `every` while no part is quiet for too long; with zero nothing is done. The clock must
    /// outlive this.
    Watchdog(Clock& clock, std::chrono::microseconds every, std::vector<Part> parts, std::function<void()> alive);

    void start();
    void stop();

private:
    void look();

    Clock& clock_;
    const std::chrono::microseconds every_;
    const std::vector<Part> parts_;
    const std::function<void()> alive_;
    bool withheld_ = false; ///< of the thread
    std::jthread thread_;
};

} // namespace readystage
