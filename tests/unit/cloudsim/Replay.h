#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/cloudsim/edge/ApiHandler.h"
#include "tests/fakes/FakeClock.h"
#include "tests/unit/cloudsim/Comparison.h"
#include "tests/unit/cloudsim/Differences.h"
#include "tests/unit/cloudsim/Recording.h"

namespace readystage::cloudsim {

/// Jobs end when told.
class PatientJobs : public JobStarter {
public:
    void start(const std::vector<std::string>& jobs, std::chrono::nanoseconds) override;
    void finishAll(World& world, Instant now);

private:
    std::vector<std::string> waiting_;
};

/// Sends a recording's requests, one after the other, to a cloudsim set up like the recorded cloud.
class Replay {
public:
    Replay(const std::string& scenario, const std::string& now, Differences& differences);

    World& world();

    /// What differs from the recording and is not excused, one a line.
    std::string run(const std::string& name);

    /// What the recording's makers did between two exchanges; a job ends at `end`. Returns the id of the job, if it
    /// is one.
    std::string call(Parameters parameters, const std::string& end = "");

    /// The same, when it is refused.
    void callInVain(Parameters parameters);

    /// What the recording calls `recorded` is `ours` here.
    void pair(const std::string& recorded, const std::string& ours) { comparison_.pair(recorded, ours); }

    std::string ours(const std::string& recorded) const { return comparison_.translated(recorded); }

    void setClock(const std::string& now);

    void pass(std::chrono::milliseconds time) { clock_.advance(time); }

    Instant now() const { return clock_.now(); }

    /// Called before each exchange, to do what the recording's makers did behind the API.
    std::function<void(const Exchange&, Replay&)> beforeEach;

private:
    std::vector<Difference> differencesAt(const Exchange& exchange);
    void adoptKeys();
    http::Request translated(const Exchange& exchange);

    Differences& differences_;
    fakes::FakeClock clock_;
    SharedWorld world_;
    PatientJobs jobs_;
    Holds holds_;
    Stats stats_;
    Timing timing_;
    Scheduler scheduler_;
    ApiHandler api_{{world_, jobs_, holds_, stats_, timing_, scheduler_, clock_}};
    Comparison comparison_;
};

} // namespace readystage::cloudsim
