#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/runtime/Clock.h"
#include "manager/edge/http/Http.h"
#include "tests/cloudsim/core/Dispatch.h"
#include "tests/cloudsim/edge/Holds.h"
#include "tests/cloudsim/edge/JobStarter.h"
#include "tests/cloudsim/edge/Scheduler.h"
#include "tests/cloudsim/edge/SharedWorld.h"
#include "tests/cloudsim/edge/Stats.h"
#include "tests/cloudsim/edge/Timing.h"

namespace readystage::cloudsim {

/// /client/api: what Jetty and CloudStack's ApiServlet make of a request, around the core's dispatcher. Answers are
/// those of a 4.23 management server to the byte, headers included.
class ApiHandler : public http::Handler {
public:
    /// What it works with; all of it must outlive the handler.
    struct Site {
        SharedWorld& world;
        JobStarter& jobs;
        Holds& holds;
        Stats& stats;
        Timing& timing;
        Scheduler& scheduler;
        const Clock& clock;
        bool oldRelease = false; ///< 4.11 instead of 4.23
    };

    explicit ApiHandler(const Site& site) : site_(site) {}

    void handle(const http::Request& request, http::Respond respond) override;

private:
    struct Visit;

    /// What a call caused beside its answer.
    struct Effects {
        std::vector<World::Push> pushes;
        std::vector<World::Later> later;
        std::vector<std::string> jobs;
    };

    using VisitPtr = std::shared_ptr<Visit>;

    // The stations of a call, in their order.
    void receive(const VisitPtr& visit);
    void wait(const VisitPtr& visit);
    void begin(const VisitPtr& visit);
    void perform(const VisitPtr& visit);
    void finish(const VisitPtr& visit, Outcome outcome);

    /// `more`: how long the call takes beyond its latency.
    Outcome outcomeOf(const ApiRequest& call, Speed::Time& more);
    Speed::Time setOff(Effects effects, const Speed& speed);
    void after(std::chrono::microseconds time, Scheduler::Task task);

    const Site site_;
};

} // namespace readystage::cloudsim
