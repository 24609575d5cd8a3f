#pragma once

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/runtime/Clock.h"
#include "manager/edge/http/HttpFront.h"
#include "tests/cloudsim/core/Scenario.h"
#include "tests/cloudsim/edge/ApiHandler.h"
#include "tests/cloudsim/edge/JobRunner.h"
#include "tests/cloudsim/edge/RouterHandler.h"
#include "tests/cloudsim/edge/SimHandler.h"

namespace readystage::cloudsim {

/// Sends a request to the handler of its path.
class Site : public http::Handler {
public:
    Site(http::Handler& api, http::Handler& sim) : api_(api), sim_(sim) {}

    void handle(const http::Request& request, http::Respond respond) override;

private:
    http::Handler& api_;
    http::Handler& sim_;
};

/// The running program: builds everything, and takes it down in the opposite order.
class Simulator {
public:
    /// Binds every listener; throws std::runtime_error naming the one that cannot be had. `guestLog` empty: hooks write
    /// where cloudsim does. `hookMask`: the signals blocked in hooks.
    Simulator(Scenario scenario, const std::filesystem::path& guestLog, const sigset_t& hookMask);

    ~Simulator() { scheduler_.stop(); } // it may be about to open or close the port

    Simulator(const Simulator&) = delete;
    Simulator& operator=(const Simulator&) = delete;

    void start();
    /// Answers no more, then stops all guests by the hook.
    void stop();

    /// {"api":"http://…/client/api","router":["ADDRESS:PORT",…]}
    std::string addresses() const;

    /// For a person: whose keys there are, and a profile for cloudmonkey.
    std::string welcome() const;

private:
    std::string apiUrl() const;
    std::uint16_t openApi();
    void reopenApi();
    void listenForRouters();
    void closeApi(std::chrono::milliseconds time);

    const std::vector<MisbehaviourOrder> orders_; ///< from the beginning
    SystemClock clock_;
    SharedWorld world_;
    std::unique_ptr<GuestHook> hook_; ///< none without guest_hook
    Holds holds_;
    Stats stats_;
    Timing timing_;
    JobRunner jobs_;
    ApiHandler api_;
    Misconduct misconduct_;
    SimHandler sim_;
    Site site_;
    std::vector<std::unique_ptr<RouterHandler>> routers_;
    http::Listener apiListener_;
    std::vector<std::string> routerAddresses_;
    Scheduler scheduler_;
    // The fronts come last: nothing is called any more when the others go.
    http::HttpFront routerFront_;
    std::unique_ptr<http::HttpFront> apiFront_; ///< none while the port is closed, which the scheduler's thread does
};

} // namespace readystage::cloudsim
