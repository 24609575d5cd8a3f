#include "agent/core/Identify.h"

#include "common/runtime/Log.h"

namespace readystage::agent {

RouterIdentifier::RouterIdentifier(const Sources& sources, NetworkCards& cards, RouterProbe& probe, const Clock& clock)
    : sources_(sources),
      cards_(cards),
      probe_(probe),
      clock_(clock)
{}

Round RouterIdentifier::round(RouterProbe::Until until)
{
    std::vector<RouterHint> hints;
    for (const auto& source : sources_) {
        for (auto& hint : source->hints())
            hints.push_back(std::move(hint));
    }
    Round round;
    const auto now = std::chrono::time_point_cast<std::chrono::seconds>(clock_.now());
    round.candidates = candidates(hints, cards_.addresses(), now);
    round.answers = probe_.ask(round.candidates, until);
    round.choice = choose(round.candidates, round.answers);
    return round;
}

Result<std::string, Unidentified> RouterIdentifier::identify()
{
    const Round seen = round(RouterProbe::Until::first);
    for (std::size_t i = 0; i < seen.candidates.size(); ++i) {
        const auto& answer = seen.answers[i];
        if (answer.kind != ProbeAnswer::Kind::answered && answer.kind != ProbeAnswer::Kind::notAsked)
            log::info("router.no-answer", {{"router", seen.candidates[i].router.str()},
                                           {"source", seen.candidates[i].sources.front()},
                                           {"result", text(answer.kind)},
                                           {"detail", answer.detail}});
    }
    if (!seen.choice.winner)
        return Unexpected{Unidentified{seen.choice.why}};
    const auto& winner = seen.candidates[*seen.choice.winner];
    const std::string& id = seen.answers[*seen.choice.winner].instanceId;
    log::info("router.found", {{"router", winner.router.str()},
                               {"interface", winner.interface},
                               {"source", winner.sources.front()},
                               {"instance", id},
                               {"why", seen.choice.why}});
    router_ = winner;
    return id;
}

} // namespace readystage::agent
