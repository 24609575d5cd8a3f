#include "agent/core/Delivery.h"

#include <algorithm>

namespace readystage::agent {

Reaction reactionTo(const Outcome& outcome, const ReportId& sent)
{
    if (outcome.kind != Outcome::Kind::answered)
        return Reaction::retry;
    switch (outcome.status) {
    case 200:
    case 202:
        // Only a receipt for this very report is a success: a captive portal answers 200 to everything.
        return outcome.receipt && outcome.receipt->report == sent ? Reaction::done : Reaction::retry;
    case 400:
    case 409:
    case 410:
    case 413:
    case 422:
        return Reaction::rejected;
    case 401:
    case 403:
        return Reaction::slowRetry;
    default:
        return Reaction::retry;
    }
}

Patience::Patience(const RetryPolicy& policy, std::uint64_t seed)
    : soon_(policy.base, policy.cap, seed),
      later_(policy.base, kPatience * policy.cap, seed + 1),
      slow_(kPatience * policy.cap, kPatience * policy.cap, seed + 2)
{}

Clock::Steady Patience::after(Reaction reaction, const Outcome& outcome, Clock::Steady now)
{
    ++failures_;
    if (!since_)
        since_ = now;
    if (reaction == Reaction::slowRetry)
        return now + slow_.after(failures_);
    const auto jitter = now - *since_ < kImpatience ? soon_.after(failures_) : later_.after(failures_);
    if (outcome.retryAfter)
        return now + std::min<std::chrono::seconds>(*outcome.retryAfter, kLongestRetryAfter) + jitter;
    return now + jitter;
}

void Patience::reset()
{
    failures_ = 0;
    since_.reset();
}

} // namespace readystage::agent
