#pragma once

#include "common/runtime/Clock.h"
#include "manager/edge/http/Http.h"
#include "tests/cloudsim/core/Dispatch.h"
#include "tests/cloudsim/edge/Holds.h"
#include "tests/cloudsim/edge/JobStarter.h"
#include "tests/cloudsim/edge/SharedWorld.h"
#include "tests/cloudsim/edge/Stats.h"

namespace readystage::cloudsim {

/// /client/api: what Jetty and CloudStack's ApiServlet make of a request, around the core's dispatcher. Answers are
/// those of a 4.23 management server to the byte, headers included.
class ApiHandler : public http::Handler {
public:
    ApiHandler(SharedWorld& world, JobStarter& jobs, Holds& holds, Stats& stats, const Clock& clock)
        : world_(world),
          jobs_(jobs),
          holds_(holds),
          stats_(stats),
          clock_(clock)
    {}

    void handle(const http::Request& request, http::Respond respond) override;

private:
    void perform(const ApiRequest& call, const http::Respond& respond);
    Outcome outcomeOf(const ApiRequest& call);

    SharedWorld& world_;
    JobStarter& jobs_;
    Holds& holds_;
    Stats& stats_;
    const Clock& clock_;
};

} // namespace readystage::cloudsim
