#pragma once

#include <map>
#include <string>

#include "manager/edge/http/Http.h"
#include "tests/cloudsim/edge/Holds.h"
#include "tests/cloudsim/edge/Misconduct.h"
#include "tests/cloudsim/edge/Scheduler.h"
#include "tests/cloudsim/edge/SharedWorld.h"
#include "tests/cloudsim/edge/SimQuery.h"
#include "tests/cloudsim/edge/Stats.h"
#include "tests/cloudsim/edge/Timing.h"

namespace readystage::cloudsim {

/// /sim/…: watching and steering the simulated cloud. README.md lists the paths; what is wrong with a request is said
/// with 400, 404 or 405.
class SimHandler : public http::Handler {
public:
    /// What it watches and steers; all of it must outlive the handler.
    struct Site {
        SharedWorld& world;
        Holds& holds;
        Stats& stats;
        Timing& timing;
        Scheduler& scheduler;
        Misconduct& misconduct;
    };

    explicit SimHandler(const Site& site) : site_(site) {}

    void handle(const http::Request& request, http::Respond respond) override;

private:
    using Action = void (SimHandler::*)(const SimQuery& query, const http::Respond& respond);
    using Methods = std::map<std::string, Action>;
    using Actions = std::map<std::string, Methods>;
    static const Actions& actions(); ///< by path and method
    static http::Response wrongMethod(const std::string& path, const Methods& methods);

    void showStats(const SimQuery& query, const http::Respond& respond);
    void showWorld(const SimQuery& query, const http::Respond& respond);
    void showConfigDrive(const SimQuery& query, const http::Respond& respond);
    void showSpeed(const SimQuery& query, const http::Respond& respond);
    void setSpeed(const SimQuery& query, const http::Respond& respond);
    void listMisbehaviours(const SimQuery& query, const http::Respond& respond);
    void misbehave(const SimQuery& query, const http::Respond& respond);
    void hold(const SimQuery& query, const http::Respond& respond);
    void showHeld(const SimQuery& query, const http::Respond& respond);
    void release(const SimQuery& query, const http::Respond& respond);
    void reset(const SimQuery& query, const http::Respond& respond);

    const Site site_;
};

} // namespace readystage::cloudsim
