#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/runtime/Clock.h"
#include "manager/ports/Announcer.h"

namespace readystage {

/// Requests that wait for a VM to be settled (ready or failed). A waiting request holds no thread: one thread of this
/// class wakes them all.
class LongPolls final : public Announcer {
public:
    /// Called once, from the thread of this class: look at the VM again and answer.
    using Wake = std::function<void()>;

    explicit LongPolls(Clock& clock) : clock_(clock) {}

    void start();

    /// Wakes everybody who still waits, then ends the thread.
    void stop();

    /// `wake` is called when isAnswer() with `least`, at `until`, or at stop(); at once when stop() has been called
    /// already.
    void wait(const InstanceId& vm, Assurance least, Clock::Steady until, Wake wake);

    void changed(const VmRecord& vm) override;

    std::size_t waiting() const;

private:
    struct Waiter {
        std::string vm;
        Assurance least;
        Clock::Steady until;
        Wake wake;
    };

    using Ticket = unsigned long;

    void run(const std::stop_token& stop);
    void remove(Ticket ticket);
    std::vector<Wake> takeDue(Clock::Steady now);
    Clock::Steady nextDeadline() const;

    Clock& clock_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    Ticket lastTicket_ = 0;
    std::map<Ticket, Waiter> waiters_;
    std::set<std::pair<std::string, Ticket>> byVm_;
    std::set<std::pair<Clock::Steady, Ticket>> byDeadline_;
    std::vector<Wake> due_; ///< to be woken now
    bool stopping_ = false;
    std::jthread thread_;
};

} // namespace readystage
