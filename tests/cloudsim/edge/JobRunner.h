#pragma once

#include <string>
#include <thread>
#include <vector>

#include "common/runtime/BoundedQueue.h"
#include "tests/cloudsim/edge/GuestHook.h"
#include "tests/cloudsim/edge/JobStarter.h"
#include "tests/cloudsim/edge/Scheduler.h"
#include "tests/cloudsim/edge/SharedWorld.h"

namespace readystage::cloudsim {

/// Ends the world's jobs: each after the scenario's job time, and after the guest hook has returned where there is one
/// to call. Guests are started and stopped by a few threads, so that one slow guest does not hold up the others.
class JobRunner : public JobStarter {
public:
    /// `hook` may be nullptr: guests are only imagined.
    JobRunner(SharedWorld& world, const GuestHook* hook);
    ~JobRunner() override;
    JobRunner(const JobRunner&) = delete;
    JobRunner& operator=(const JobRunner&) = delete;

    void start(const std::vector<std::string>& jobs, std::chrono::nanoseconds wait) override;

    /// Ends no more jobs, waits for hooks that are running, then stops all guests.
    void stop();

private:
    struct HookRun {
        std::string job;
        std::vector<GuestOrder> orders;
    };

    void due(const std::string& job);
    void work(const std::stop_token& stop);
    void finish(const std::string& job, const GuestOutcome& outcome);

    SharedWorld& world_;
    const GuestHook* hook_;
    BoundedQueue<HookRun> hookRuns_;
    std::vector<std::jthread> workers_;
    Scheduler scheduler_;
};

} // namespace readystage::cloudsim
