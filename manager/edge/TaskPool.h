#pragma once

#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "common/runtime/BoundedQueue.h"

namespace readystage {

/// A few threads for work that blocks, and a bounded queue before them. Every task that was taken runs exactly once,
/// after a stop as well: then it must only say so to whoever waits for it, which is what stopToken() is for.
class TaskPool {
public:
    using Task = std::function<void()>;

    TaskPool(unsigned threads, std::size_t queueBound); ///< tasks are taken, and wait for start()
    ~TaskPool();                                        ///< stop()
    TaskPool(const TaskPool&) = delete;
    TaskPool& operator=(const TaskPool&) = delete;

    void start();

    /// False when the queue is full or stop() was called; then the task was not taken. Any thread.
    [[nodiscard]] bool tryRun(Task task);

    std::stop_token stopToken() const { return stop_.get_token(); }

    /// Takes no more tasks, asks for a stop, and returns when every task has run.
    void stop();

private:
    void work();

    const unsigned count_;
    BoundedQueue<Task> queue_;
    std::mutex accepting_; ///< held while a task is taken: none comes in once the stop was asked for
    std::stop_source stop_;
    std::vector<std::jthread> threads_;
};

} // namespace readystage
