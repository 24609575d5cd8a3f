#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "common/runtime/BoundedQueue.h"
#include "common/runtime/Clock.h"

namespace readystage {

/// A few threads for work that blocks, and a bounded queue before them. Of every task that was taken exactly one of its
/// two functions runs, after a stop as well: then it must only say so to whoever waits for it, which is what
/// stopToken() is for.
class TaskPool {
public:
    using Function = std::function<void()>;

    /// Whoever asked for work that could not be begun for so long has probably left, and asks again.
    static constexpr std::chrono::seconds kLongestWait{10};

    /// Tasks are taken, and wait for start(). The clock must outlive the pool.
    TaskPool(unsigned threads, std::size_t queueBound, const Clock& clock);
    ~TaskPool(); ///< stop()
    TaskPool(const TaskPool&) = delete;
    TaskPool& operator=(const TaskPool&) = delete;

    void start();

    /// `run` when it is its turn, or `tooLate` when that took longer than kLongestWait. False when the queue is full or
    /// stop() was called; then the task was not taken. Any thread.
    [[nodiscard]] bool tryRun(Function run, Function tooLate);

    std::stop_token stopToken() const { return stop_.get_token(); }

    /// Takes no more tasks, asks for a stop, and returns when every task has run.
    void stop();

private:
    struct Task {
        Function run;
        Function tooLate;
        Clock::Steady since;
    };

    void work();

    const unsigned count_;
    const Clock& clock_;
    BoundedQueue<Task> queue_;
    std::mutex accepting_; ///< held while a task is taken: none comes in once the stop was asked for
    std::stop_source stop_;
    std::vector<std::jthread> threads_;
};

} // namespace readystage
