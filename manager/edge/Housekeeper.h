#pragma once

#include <functional>
#include <string>
#include <thread>

#include "common/runtime/Clock.h"
#include "manager/edge/AuditFile.h"
#include "manager/ports/Housekeeping.h"

namespace readystage {

/// The thread that forgets what is old, each minute, gives space back, each hour, and copies the audit log into its
/// file, each second.
class Housekeeper {
public:
    /// Called when the store cannot be trusted any more; must end the process.
    using OnBroken = std::function<void(const std::string& why)>;

    /// The references must outlive this.
    Housekeeper(Housekeeping& store, AuditFile& audit, Clock& clock, Retention retention, OnBroken onBroken);

    void start();

    /// Copies what the audit log still has, then ends the thread.
    void stop();

private:
    void run(const std::stop_token& stop);
    void forget(const std::stop_token& stop);
    template <class Work> void attempt(Work&& work);

    Housekeeping& store_;
    AuditFile& audit_;
    Clock& clock_;
    const Retention retention_;
    const OnBroken onBroken_;
    std::jthread thread_;
};

} // namespace readystage
