#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "manager/core/CloudEvents.h"
#include "manager/core/Tags.h"
#include "manager/ports/Journal.h"
#include "manager/ports/Roster.h"

namespace readystage {

/// The thread that watches what CloudStack does to VMs: it follows the events, and from time to time looks at every VM
/// it knows, because events can be missing. What it finds becomes `look` steps, which the workers perform. With an
/// empty store it first adopts the VMs that CloudStack shows as ready.
class Watcher {
public:
    struct Rules {
        std::chrono::milliseconds eventsEvery{5'000};
        std::chrono::milliseconds sweepEvery{600'000};
        TagNames tags{}; ///< by which a VM that an earlier store made ready is known
    };

    struct Ports {
        CloudStackWatch& watch;
        Journal& journal;
        Roster& roster;
        Clock& clock;
        std::function<void(const Step&)> add; ///< Workers::add
    };

    /// What the ports refer to must outlive this.
    Watcher(Ports ports, Rules rules) : ports_(std::move(ports)), rules_(std::move(rules)) {}

    /// A sweep comes first: the time the manager was away is nobody's.
    void start();
    void stop();

    /// Something passed the gateway that CloudStack will list as an event: any thread.
    void hurry();

    /// Seconds since the events were read last; for a gauge.
    double eventsAge() const;

    /// Since it came to the end of anything it does, nothing while it waits; for the watchdog.
    Clock::Steady::duration quietFor() const;

private:
    void run(const std::stop_token& stop);
    void readEvents(EventFollower& follower);
    void takeUp(const CloudEvent& event);
    void savePosition(const EventFollower& follower);
    bool adopt();
    void sweep();
    void wait(const std::stop_token& stop, Clock::Steady until);
    void guarded(const char* what, const std::function<void()>& work);

    const Ports ports_;
    const Rules rules_;
    mutable std::mutex mutex_; // guards what follows
    std::condition_variable_any changed_;
    std::atomic<Clock::Steady> alive_{};
    bool hurried_ = false;
    Clock::Steady read_{};
    bool failing_ = false; ///< of the thread, like `position_`
    Clock::Wall position_{};
    std::jthread thread_;
};

} // namespace readystage
