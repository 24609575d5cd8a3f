#include "agent/core/Courier.h"

#include "agent/core/Binding.h"
#include "agent/core/Discovery.h"
#include "common/runtime/Log.h"

#include <algorithm>
#include <utility>

namespace readystage::agent {

Courier::Courier(const Parts& parts) : parts_(parts), patience_(parts.retry, parts.seed) {}

Pass Courier::pass()
{
    Pass pass;
    std::vector<Incoming> ours = sortIncoming();
    if (ours.empty() && parts_.spool.queuedOfAll() == 0)
        return pass;
    if (!learnInstance(pass)) {
        pass.left = ours.size() + parts_.spool.queuedOfAll();
        return pass;
    }
    for (bool goOn = true; goOn;) {
        for (const auto& report : ours)
            outbox_->take(report);
        pass.left = 0;
        pass.again.reset();
        // What the gate had to say goes out at once.
        goOn = sendQueued(pass) && parts_.gatekeeper && parts_.gatekeeper->hasSpoken();
        if (goOn)
            ours = sortIncoming();
    }
    return pass;
}

/// Sets aside what nobody may send; the rest is ours, oldest first.
std::vector<Incoming> Courier::sortIncoming()
{
    std::vector<Incoming> ours;
    for (auto& report : parts_.spool.incoming()) {
        seen_.insert(report.name);
        if (!report.says) {
            log::warning("report.unreadable", {{"file", report.name}, {"why", report.says.error().why}});
            parts_.spool.setAside(report, Aside::bad);
        } else if (!isOurs(*report.says, parts_.machine)) {
            log::warning("report.of-another-machine", {{"file", report.name}, {"report", report.says->id.str()}});
            parts_.spool.setAside(report, Aside::stale);
        } else {
            ours.push_back(std::move(report));
        }
    }
    return ours;
}

bool Courier::learnInstance(Pass& pass)
{
    if (outbox_)
        return true;
    const auto id = parts_.identifier.identify();
    if (!id) {
        pass.obstacle = id.error().why;
        pass.again = parts_.clock.steady() + pauseAfterRound(++roundsInVain_);
        log::warning("instance.unknown", {{"why", id.error().why}, {"rounds", static_cast<long>(roundsInVain_)}});
        return false;
    }
    outbox_ = parts_.spool.open(*id);
    return true;
}

/// False when something must wait for the manager.
bool Courier::sendQueued(Pass& pass)
{
    const auto queued = outbox_->queued();
    for (std::size_t i = 0; i < queued.size(); ++i) {
        if (isHeldBack(queued, i, pass) || sendOne(queued[i], pass))
            continue;
        pass.left += queued.size() - i;
        return false;
    }
    return true;
}

/// Whether the gate keeps this report from being sent in this pass, or for ever.
bool Courier::isHeldBack(const std::vector<Queued>& queued, std::size_t at, Pass& pass)
{
    const Queued& report = queued[at];
    if (!parts_.gatekeeper || report.status != ReportStatus::ready)
        return false;
    const bool overtaken = std::any_of(queued.begin() + static_cast<std::ptrdiff_t>(at) + 1, queued.end(),
                                       [](const Queued& later) { return later.status != ReportStatus::progress; });
    const auto judgement = parts_.gatekeeper->judge(report.id, overtaken);
    if (judgement.ruling == Gatekeeper::Ruling::hold) {
        ++pass.left;
        pass.again = std::min(pass.again.value_or(judgement.again), judgement.again);
        pass.obstacle = "the gate: " + judgement.why;
    } else if (judgement.ruling == Gatekeeper::Ruling::withhold) {
        reject(report, judgement.why, pass);
    }
    return judgement.ruling != Gatekeeper::Ruling::pass;
}

void Courier::reject(const Queued& report, const std::string& why, Pass& pass)
{
    outbox_->reject(report, why);
    log::error("report.rejected", {{"report", report.id.str()}, {"why", why}});
    ++pass.rejected;
}

/// A wrong clock makes good certificates bad. Said once, and again when it has changed.
void Courier::noteSkew(const Outcome& outcome)
{
    constexpr std::chrono::seconds kTolerable{60};
    if (!outcome.skew || std::chrono::abs(*outcome.skew - toldSkew_) < kTolerable)
        return;
    toldSkew_ = *outcome.skew;
    log::warning("clock.off", {{"behind_s", static_cast<long long>(toldSkew_.count())}});
}

/// False when the report must wait, and with it all behind it.
bool Courier::sendOne(const Queued& report, Pass& pass)
{
    const Outcome outcome = parts_.manager.send(report.id, report.bytes);
    const Reaction reaction = reactionTo(outcome, report.id);
    noteSkew(outcome);
    switch (reaction) {
    case Reaction::done:
        outbox_->acknowledge(report, *outcome.receipt);
        log::info("report.delivered", {{"report", report.id.str()}, {"receipt", outcome.receipt->receipt}});
        ++pass.delivered;
        break;
    case Reaction::rejected:
        reject(report, outcome.message, pass);
        break;
    case Reaction::retry:
    case Reaction::slowRetry:
        const auto now = parts_.clock.steady();
        pass.again = patience_.after(reaction, outcome, now);
        pass.askedToWait = outcome.retryAfter.has_value();
        pass.obstacle = outcome.message;
        const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(*pass.again - now);
        log::warning("report.undelivered", {{"report", report.id.str()},
                                            {"why", outcome.message},
                                            {"again_ms", static_cast<long long>(wait.count())}});
        return false;
    }
    patience_.reset();
    return true;
}

void Courier::forgetFailures()
{
    patience_.reset();
    roundsInVain_ = 0;
}

bool Courier::hasNews()
{
    for (const auto& report : parts_.spool.incoming()) {
        if (!seen_.contains(report.name))
            return true;
    }
    return false;
}

} // namespace readystage::agent
