#pragma once

#include <string>

#include "tests/cloudsim/core/Dispatch.h"
#include "tests/cloudsim/core/Scenario.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// One zone, one isolated network 127.0.1.0/24, an L2 network, an admin, and the tenants alice and bob.
class SmallCloud {
public:
    SmallCloud();

    World& world() { return *scenario_.world; }

    /// Gives the world away.
    std::unique_ptr<World> release() { return std::move(scenario_.world); }

    /// A signed call of that user.
    Outcome call(const std::string& user, Parameters parameters, bool post = true);

    /// The JSON body of an outcome.
    static std::string json(Outcome outcome) { return render(outcome, true); }

    /// Deploys a VM, lets its job end and returns its id.
    std::string deploy(const std::string& user, const std::string& name, const std::string& userData = "",
                       const std::string& network = "net");

    /// Lets every job end that may, those that follow included.
    void finishJobs(const GuestOutcome& outcome = {});

    /// The result of a job as queryAsyncJobResult shows it.
    std::string jobResult(const std::string& user, const Outcome& started);

    Instant now{};

private:
    Scenario scenario_;
};

} // namespace readystage::cloudsim
