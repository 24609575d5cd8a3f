#pragma once

#include <atomic>
#include <thread>

#include "common/runtime/Clock.h"
#include "manager/edge/AuditFile.h"
#include "manager/ports/Housekeeping.h"

namespace readystage {

/// The thread that forgets what is old, each minute, gives space back, each hour, copies the audit log into its file,
/// each second, and asks every five seconds whether the store still takes anything.
class Housekeeper {
public:
    /// The references must outlive this.
    Housekeeper(Housekeeping& store, AuditFile& audit, Clock& clock, Retention retention);

    void start();

    /// Copies what the audit log still has, then ends the thread.
    void stop();

    /// Whether the store was full when it was asked last. Any thread; does not block. Asked without a report, so that
    /// nobody who keeps reports away from a full manager hinders its recovery.
    bool isFull() const { return full_; }

    /// Since the store answered anything, a refusal, too; for the watchdog.
    Clock::Steady::duration quietFor() const;

private:
    void run(const std::stop_token& stop);
    void forget(const std::stop_token& stop);
    void probe();
    template <class Work> void attempt(Work&& work);

    Housekeeping& store_;
    AuditFile& audit_;
    Clock& clock_;
    const Retention retention_;
    std::atomic<bool> full_{false};
    std::atomic<Clock::Steady> alive_;
    std::jthread thread_;
};

} // namespace readystage
