#pragma once

#include "manager/edge/http/Http.h"
#include "tests/cloudsim/core/Dispatch.h"
#include "tests/cloudsim/edge/Holds.h"
#include "tests/cloudsim/edge/JobRunner.h"
#include "tests/cloudsim/edge/SharedWorld.h"
#include "tests/cloudsim/edge/Stats.h"

namespace readystage::cloudsim {

/// /client/api: what Jetty and CloudStack's ApiServlet make of a request, around the core's dispatcher. Answers are
/// those of a 4.23 management server to the byte, headers included.
class ApiHandler : public http::Handler {
public:
    ApiHandler(SharedWorld& world, JobRunner& jobs, Holds& holds, Stats& stats)
        : world_(world),
          jobs_(jobs),
          holds_(holds),
          stats_(stats)
    {}

    void handle(const http::Request& request, http::Respond respond) override;

private:
    void perform(const ApiRequest& call, const http::Respond& respond);
    Outcome outcomeOf(const ApiRequest& call);

    SharedWorld& world_;
    JobRunner& jobs_;
    Holds& holds_;
    Stats& stats_;
};

} // namespace readystage::cloudsim
