#include "agent/core/Identify.h"

#include "common/runtime/Log.h"

namespace readystage::agent {

namespace {

void tellWhoDidNotAnswer(const Round& seen)
{
    for (std::size_t i = 0; i < seen.candidates.size(); ++i) {
        const auto& answer = seen.answers[i];
        if (answer.kind != ProbeAnswer::Kind::answered && answer.kind != ProbeAnswer::Kind::notAsked)
            log::info("router.no-answer", {{"router", seen.candidates[i].router.str()},
                                           {"source", seen.candidates[i].sources.front()},
                                           {"result", text(answer.kind)},
                                           {"detail", answer.detail}});
    }
}

void tellWhoWon(const Round& seen)
{
    const Choice& choice = seen.choice;
    if (choice.claim) {
        log::info(
            "instance.claimed",
            {{"source", seen.claims[*choice.claim].source}, {"instance", choice.instanceId}, {"why", choice.why}});
        return;
    }
    const auto& winner = seen.candidates[*choice.winner];
    log::info("router.found", {{"router", winner.router.str()},
                               {"interface", winner.interface},
                               {"source", winner.sources.front()},
                               {"instance", choice.instanceId},
                               {"why", choice.why}});
}

} // namespace

Round RouterIdentifier::round(RouterProbe::Until until)
{
    std::vector<RouterHint> hints;
    for (const auto& source : parts_.sources) {
        for (auto& hint : source->hints())
            hints.push_back(std::move(hint));
    }
    Round round;
    for (const auto& source : parts_.claims) {
        for (auto& claim : source->claims())
            round.claims.push_back(std::move(claim));
    }
    const auto now = std::chrono::time_point_cast<std::chrono::seconds>(parts_.clock.now());
    round.cards = parts_.cards.addresses();
    round.candidates = candidates(hints, round.cards, now);
    round.answers = parts_.probe.ask(round.candidates, until);
    round.choice = choose(round.candidates, round.answers, round.claims);
    return round;
}

Result<std::string, Unidentified> RouterIdentifier::identify()
{
    const Round seen = round(RouterProbe::Until::first);
    tellWhoDidNotAnswer(seen);
    if (seen.choice.instanceId.empty())
        return Unexpected{Unidentified{seen.choice.why}};
    tellWhoWon(seen);
    if (seen.choice.winner)
        router_ = seen.candidates[*seen.choice.winner];
    return seen.choice.instanceId;
}

} // namespace readystage::agent
