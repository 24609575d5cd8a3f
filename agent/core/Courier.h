#pragma once

#include "agent/core/Delivery.h"
#include "agent/core/Gatekeeper.h"
#include "agent/core/Machine.h"
#include "agent/ports/Identifier.h"
#include "agent/ports/ManagerLink.h"
#include "agent/ports/Spool.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace readystage::agent {

/// What one pass over the spool came to.
struct Pass {
    unsigned delivered = 0;
    unsigned rejected = 0;
    std::size_t left = 0;               ///< reports that still wait
    std::optional<Clock::Steady> again; ///< when to come back; set when something is left
    bool askedToWait = false;           ///< `again` is the manager's own wish
    std::string obstacle;               ///< why something is left; for people
};

/// Carries reports from the spool to the manager. It learns the instance id once in its life, which must not be longer
/// than one boot. Borrows its parts; they must outlive it. One thread, and one process at a time.
class Courier {
public:
    struct Parts {
        Spool& spool;
        Identifier& identifier;
        ManagerLink& manager;
        const Clock& clock;
        Machine machine;
        RetryPolicy retry;
        std::uint64_t seed;
        Gatekeeper* gatekeeper = nullptr; ///< nullptr: ready goes out as soon as it can
    };

    explicit Courier(const Parts& parts);

    /// Sorts out what came in, learns the instance id if there is anything to send, binds, sends in order until the
    /// first report that must wait. What the gate holds back holds nothing else back. Throws std::system_error when the
    /// disk refuses.
    Pass pass();

    /// The wall clock was set, or something new came: whatever made us wait may be over.
    void forgetFailures();

    /// Whether reports came in that pass() has not seen yet.
    bool hasNews();

private:
    std::vector<Incoming> sortIncoming();
    bool learnInstance(Pass& pass);
    bool sendQueued(Pass& pass);
    bool isHeldBack(const std::vector<Queued>& queued, std::size_t at, Pass& pass);
    bool sendOne(const Queued& report, Pass& pass);
    void reject(const Queued& report, const std::string& why, Pass& pass);
    void noteSkew(const Outcome& outcome);

    Parts parts_;
    Patience patience_;
    std::unique_ptr<Outbox> outbox_;
    unsigned roundsInVain_ = 0;
    std::set<std::string> seen_;
    std::chrono::seconds toldSkew_{0};
};

} // namespace readystage::agent
