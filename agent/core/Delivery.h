#pragma once

#include "agent/ports/ManagerLink.h"
#include "common/runtime/Backoff.h"
#include "common/runtime/Clock.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace readystage::agent {

/// How patient we are.
struct RetryPolicy {
    std::chrono::milliseconds base{2'000};
    std::chrono::milliseconds cap{30'000}; ///< longest pause in the first hour; later, and for refusals, ten times that
    std::chrono::milliseconds maxAge =
        std::chrono::hours(7 * 24); ///< after so long without an empty outbox one `deliver` gives up; nothing is lost
    friend bool operator==(const RetryPolicy&, const RetryPolicy&) = default;
};

constexpr std::chrono::hours kImpatience{1};             ///< how long pauses stay below RetryPolicy::cap
constexpr int kPatience = 10;                            ///< times the cap, later
constexpr std::chrono::seconds kLongestRetryAfter{3600}; ///< a manager cannot silence us for longer

enum class Reaction {
    done,     ///< the manager has it, here is the receipt
    rejected, ///< it will never take it
    retry,    ///< later
    slowRetry ///< much later: it does not believe who we are, and one wrong setting must not strand a fleet for good
};

/// What an outcome means (common/protocol/PROTOCOL.md has the same table).
Reaction reactionTo(const Outcome& outcome, const ReportId& sent);

/// When to try again: pauses with full jitter that grow with the failures in a row. One per outbox, because the order
/// of reports is kept and so they all wait for the first. Not thread-safe. The seed makes tests repeatable.
class Patience {
public:
    Patience(const RetryPolicy& policy, std::uint64_t seed);

    /// After a failure at `now`: the time of the next try.
    Clock::Steady after(Reaction reaction, const Outcome& outcome, Clock::Steady now);

    /// After a success.
    void reset();

private:
    Backoff soon_;
    Backoff later_;
    Backoff slow_;
    unsigned failures_ = 0;
    std::optional<Clock::Steady> since_;
};

} // namespace readystage::agent
