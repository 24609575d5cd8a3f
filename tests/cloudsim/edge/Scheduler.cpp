#include "tests/cloudsim/edge/Scheduler.h"

namespace readystage::cloudsim {

Scheduler::Scheduler() : thread_([this](const std::stop_token& stop) { run(stop); }) {}

Scheduler::~Scheduler()
{
    stop();
}

void Scheduler::at(Clock::Steady when, Task task)
{
    {
        const std::scoped_lock hold(mutex_);
        tasks_.emplace(when, std::move(task));
    }
    changed_.notify_one();
}

void Scheduler::stop()
{
    thread_.request_stop();
    if (thread_.joinable())
        thread_.join();
}

void Scheduler::run(const std::stop_token& stop)
{
    std::unique_lock hold(mutex_);
    while (!stop.stop_requested()) {
        if (tasks_.empty()) {
            changed_.wait(hold, stop, [this] { return !tasks_.empty(); });
            continue;
        }
        const Clock::Steady next = tasks_.begin()->first;
        if (std::chrono::steady_clock::now() < next) {
            changed_.wait_until(hold, stop, next, [&] { return tasks_.begin()->first < next; });
            continue;
        }
        const Task task = std::move(tasks_.extract(tasks_.begin()).mapped());
        hold.unlock();
        task();
        hold.lock();
    }
}

} // namespace readystage::cloudsim
