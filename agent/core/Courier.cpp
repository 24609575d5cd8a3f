#include "agent/core/Courier.h"

#include "agent/core/Binding.h"
#include "agent/core/Discovery.h"
#include "common/runtime/Log.h"

#include <utility>

namespace readystage::agent {

Courier::Courier(const Parts& parts) : parts_(parts), patience_(parts.retry, parts.seed) {}

Pass Courier::pass()
{
    Pass pass;
    const std::vector<Incoming> ours = sortIncoming();
    if (ours.empty() && parts_.spool.queuedOfAll() == 0)
        return pass;
    if (!learnInstance(pass)) {
        pass.left = ours.size() + parts_.spool.queuedOfAll();
        return pass;
    }
    for (const auto& report : ours)
        outbox_->take(report);
    sendQueued(pass);
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

void Courier::sendQueued(Pass& pass)
{
    const auto queued = outbox_->queued();
    for (std::size_t i = 0; i < queued.size(); ++i) {
        if (!sendOne(queued[i], pass)) {
            pass.left = queued.size() - i;
            return;
        }
    }
}

/// False when the report must wait, and with it all behind it.
bool Courier::sendOne(const Queued& report, Pass& pass)
{
    const Outcome outcome = parts_.manager.send(report.id, report.bytes);
    const Reaction reaction = reactionTo(outcome, report.id);
    switch (reaction) {
    case Reaction::done:
        outbox_->acknowledge(report, *outcome.receipt);
        log::info("report.delivered", {{"report", report.id.str()}, {"receipt", outcome.receipt->receipt}});
        ++pass.delivered;
        break;
    case Reaction::rejected:
        outbox_->reject(report, outcome.message);
        log::error("report.rejected", {{"report", report.id.str()}, {"why", outcome.message}});
        ++pass.rejected;
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
