#pragma once

#include <functional>
#include <map>
#include <string>

#include "common/codec/PercentEncoding.h"
#include "manager/edge/http/Http.h"
#include "tests/cloudsim/edge/Holds.h"
#include "tests/cloudsim/edge/Scheduler.h"
#include "tests/cloudsim/edge/SharedWorld.h"
#include "tests/cloudsim/edge/Stats.h"

namespace readystage::cloudsim {

/// /sim/…: watching and steering the simulated cloud. README.md lists the paths; what is wrong with a request is said
/// with 400.
class SimHandler : public http::Handler {
public:
    SimHandler(SharedWorld& world, Holds& holds, Stats& stats, Scheduler& scheduler)
        : world_(world),
          holds_(holds),
          stats_(stats),
          scheduler_(scheduler)
    {}

    void handle(const http::Request& request, http::Respond respond) override;

private:
    using Action = void (SimHandler::*)(const Parameters& query, const http::Respond& respond);
    static Action actionFor(const std::string& what);

    void showStats(const Parameters& query, const http::Respond& respond);
    void showWorld(const Parameters& query, const http::Respond& respond);
    void listMisbehaviours(const Parameters& query, const http::Respond& respond);
    void misbehave(const Parameters& query, const http::Respond& respond);
    void hold(const Parameters& query, const http::Respond& respond);
    void showHeld(const Parameters& query, const http::Respond& respond);
    void release(const Parameters& query, const http::Respond& respond);
    void reset(const Parameters& query, const http::Respond& respond);

    SharedWorld& world_;
    Holds& holds_;
    Stats& stats_;
    Scheduler& scheduler_;
};

} // namespace readystage::cloudsim
