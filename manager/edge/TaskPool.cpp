#include "manager/edge/TaskPool.h"

#include "common/runtime/Log.h"

#include <exception>

namespace readystage {

TaskPool::TaskPool(unsigned threads, std::size_t queueBound, const Clock& clock)
    : count_(threads),
      clock_(clock),
      queue_(queueBound)
{}

TaskPool::~TaskPool()
{
    stop();
}

void TaskPool::start()
{
    for (unsigned i = 0; i < count_; ++i)
        threads_.emplace_back([this] { work(); });
}

bool TaskPool::tryRun(Function run, Function tooLate)
{
    const std::scoped_lock hold(accepting_);
    return !stop_.stop_requested() && queue_.tryPush({std::move(run), std::move(tooLate), clock_.steady()});
}

void TaskPool::stop()
{
    {
        const std::scoped_lock hold(accepting_);
        stop_.request_stop();
    }
    threads_.clear(); // joins: a thread goes when the queue is empty
    work();           // of a pool that was never started
}

void TaskPool::work()
{
    while (auto task = queue_.pop(stop_.get_token())) {
        try {
            if (clock_.steady() - task->since > kLongestWait)
                task->tooLate();
            else
                task->run();
        } catch (const std::exception& e) {
            log::error("task-failed", {{"reason", e.what()}});
        }
    }
}

} // namespace readystage
