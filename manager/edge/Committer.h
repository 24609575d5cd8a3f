#pragma once

#include <functional>
#include <thread>

#include "common/runtime/BoundedQueue.h"
#include "manager/core/Intake.h"

namespace readystage {

/// The one thread that accepts reports into the journal. Whoever hands it a report is answered after the commit.
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

    /// Called once, from the committer's thread.
    using Answer = std::function<void(const Outcome&)>;
    /// Called when the store cannot be trusted any more; must end the process (nothing is acknowledged after it).
    using OnBroken = std::function<void(const std::string& why)>;
    /// Called after a new report is durable, before it is answered.
    using OnStored = std::function<void(const StoredReport&)>;

    /// The journal must outlive this.
    Committer(Journal& journal, std::size_t queueBound, OnStored onStored, OnBroken onBroken);

    void start();

    /// Finishes what is in the queue, then ends the thread.
    void stop();

    /// False when the queue is full; then `answer` will not be called.
    [[nodiscard]] bool submit(StoredReport report, Answer answer);

    std::size_t queued() const { return queue_.size(); }

private:
    struct Job {
        StoredReport report;
        Answer answer;
    };

    void run(const std::stop_token& stop);
    Outcome commit(const StoredReport& report);

    Journal& journal_;
    BoundedQueue<Job> queue_;
    OnStored onStored_;
    OnBroken onBroken_;
    std::jthread thread_;
};

} // namespace readystage
