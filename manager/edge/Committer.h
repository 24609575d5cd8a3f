#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "common/runtime/BoundedQueue.h"
#include "common/runtime/Clock.h"
#include "manager/core/Intake.h"

namespace readystage {

/// The one thread that accepts reports into the journal: whatever arrived while the last commit was being made durable
/// shares the next. Whoever hands it a report is answered after the commit.
class Committer {
public:
    struct Outcome {
        enum class Kind {
            taken,   ///< see `taken`
            noSpace, ///< the store is full; nothing was stored
        };
        Kind kind;
        Taken taken;
    };

    struct Bounds {
        std::size_t reports = 4096; ///< that wait
        std::size_t bytes = std::size_t{64} * 1024 * 1024;
        std::size_t batch = 256; ///< reports of one commit
    };

    /// Called once, from the committer's thread.
    using Answer = std::function<void(const Outcome&)>;
    /// Called after a new report is durable, before it is answered.
    using OnStored = std::function<void(const StoredReport&)>;

    /// The references must outlive this.
    Committer(Journal& journal, const Clock& clock, Bounds bounds, OnStored onStored);

    void start();

    /// Finishes what is in the queue, then ends the thread.
    void stop();

    /// False when the queue is full; then `answer` will not be called.
    [[nodiscard]] bool submit(StoredReport report, Answer answer);

    std::size_t queued() const { return queue_.size(); }

    bool isFull() const { return queued() >= bounds_.reports || queuedBytes_ >= bounds_.bytes; }

    /// How long the oldest report of the commit that is being made has waited; 0 when none is.
    Clock::Steady::duration oldest() const;

    /// How long what waits now will take, as far as the last commits tell: 1 to 60 s.
    std::chrono::seconds backlog() const;

private:
    struct Job {
        StoredReport report;
        Answer answer;
        Clock::Steady since;
    };

    void run(const std::stop_token& stop);
    void commit(std::vector<Job> jobs);
    void measure(std::size_t reports, Clock::Steady begin);

    Journal& journal_;
    const Clock& clock_;
    const Bounds bounds_;
    BoundedQueue<Job> queue_;
    std::atomic<std::size_t> queuedBytes_{0};
    std::atomic<Clock::Steady> oldest_{Clock::Steady{}}; ///< of the commit that is being made
    std::atomic<double> reportsPerSecond_{1000};         ///< until the first commit tells
    OnStored onStored_;
    std::jthread thread_;
};

} // namespace readystage
