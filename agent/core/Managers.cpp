#include "agent/core/Managers.h"

#include "agent/core/Delivery.h"

#include <cassert>
#include <utility>

namespace readystage::agent {

Managers::Managers(Links links) : links_(std::move(links))
{
    assert(!links_.empty());
}

Outcome Managers::send(const ReportId& id, std::string_view bytes)
{
    std::optional<Outcome> best;
    for (std::size_t turn = 0; turn < links_.size(); ++turn) {
        const std::size_t at = (preferred_ + turn) % links_.size();
        Outcome outcome = links_[at]->send(id, bytes);
        const Reaction reaction = reactionTo(outcome, id);
        if (reaction == Reaction::done || reaction == Reaction::rejected) {
            preferred_ = at;
            return outcome;
        }
        if (!best || (best->kind == Outcome::Kind::unreachable && outcome.kind == Outcome::Kind::answered))
            best = std::move(outcome);
    }
    return *std::move(best);
}

} // namespace readystage::agent
