#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>

#include "common/runtime/Clock.h"

namespace readystage::cloudsim {

/// Runs short tasks at their time, one after the other, on a thread of its own. Tasks not yet due when it goes are
/// dropped.
class Scheduler {
public:
    using Task = std::function<void()>;

    Scheduler();
    ~Scheduler();
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    /// From any thread, also from a task.
    void at(Clock::Steady when, Task task);

    /// No task begins after it returned; the one that is running is waited for. Not from a task.
    void stop();

private:
    void run(const std::stop_token& stop);

    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::multimap<Clock::Steady, Task> tasks_;
    std::jthread thread_;
};

} // namespace readystage::cloudsim
