#pragma once

#include "agent/ports/Gate.h"
#include "agent/ports/Reporter.h"
#include "agent/ports/Spool.h"
#include "common/runtime/Clock.h"

#include <chrono>
#include <map>
#include <string>

namespace readystage::agent {

struct GatePolicy {
    std::chrono::milliseconds deadline = std::chrono::hours(1); ///< from the first time it was asked for a report
    std::chrono::milliseconds pause = std::chrono::seconds(10); ///< between two times
};

/// Holds `ready` back until the gate is open. Meanwhile progress of phase `gate` tells what the gate says; at the
/// deadline a failure does, and the held report is withheld for good. Borrows its parts; they must outlive it. What it
/// remembers ends with the process: the next one asks anew. One thread.
class Gatekeeper {
public:
    enum class Ruling { pass, hold, withhold };

    struct Judgement {
        Ruling ruling = Ruling::pass;
        Clock::Steady again{}; ///< of `hold`: when to ask again
        std::string why{};     ///< of the others than `pass`, for people
    };

    Gatekeeper(Gate& gate, Reporter& reporter, const Clock& clock, const GatePolicy& policy);

    /// Rules over a report with status ready; asks the gate where it is time to. `overtaken`: a later run has come to a
    /// verdict of its own, so this one is of no use any more.
    Judgement judge(const ReportId& ready, bool overtaken);

    /// Whether judge() has reported something since the last call.
    bool hasSpoken();

private:
    struct Held {
        Clock::Steady since;
        Clock::Steady next;
        bool isOpen = false;
        std::string said{};
    };

    Judgement ask(Held& held);
    void speak(ReportStatus status, const std::string& said);

    Gate& gate_;
    Reporter& reporter_;
    const Clock& clock_;
    GatePolicy policy_;
    std::map<ReportId, Held> held_;
    bool hasSpoken_ = false;
};

} // namespace readystage::agent
