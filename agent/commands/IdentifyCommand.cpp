#include "agent/commands/Arguments.h"
#include "agent/edge/MachineFacts.h"
#include "common/codec/Json.h"

#include <iostream>

namespace readystage::agent {
namespace {

namespace po = boost::program_options;

JsonText candidateText(const Candidate& candidate, const ProbeAnswer& answer, bool won)
{
    JsonText text;
    text.add("router", candidate.router.str());
    text.add("from", candidate.from ? candidate.from->str() : "");
    text.add("interface", candidate.interface);
    text.add("rank", agent::text(candidate.rank));
    text.add("sources", candidate.sources);
    text.add("result", agent::text(answer.kind));
    text.add("detail", answer.detail);
    if (answer.kind == ProbeAnswer::Kind::answered)
        text.add("instance_id", answer.instanceId).add("local_ipv4", answer.localIpv4);
    text.add("chosen", won);
    return text;
}

void printJson(const Round& round, const Machine& machine)
{
    std::vector<JsonText> candidates;
    for (std::size_t i = 0; i < round.candidates.size(); ++i)
        candidates.push_back(candidateText(round.candidates[i], round.answers[i], round.choice.winner == i));
    JsonText text;
    if (round.choice.winner) {
        text.add("instance_id", round.answers[*round.choice.winner].instanceId);
        text.add("router", round.candidates[*round.choice.winner].router.str());
    }
    text.add("why", round.choice.why);
    text.add("boot_id", machine.boot.str()).add("product_uuid", machine.productUuid);
    text.addArray("candidates", candidates);
    std::cout << text.str() << '\n';
}

void printForPeople(const Round& round)
{
    if (round.choice.winner)
        std::cout << round.answers[*round.choice.winner].instanceId << " (router "
                  << round.candidates[*round.choice.winner].router.str() << ": " << round.choice.why << ")\n";
    else
        std::cout << "not identified: " << round.choice.why << '\n';
    for (std::size_t i = 0; i < round.candidates.size(); ++i) {
        const auto& candidate = round.candidates[i];
        std::cout << (round.choice.winner == i ? "* " : "  ") << candidate.router.str() << " from "
                  << (candidate.from ? candidate.from->str() : "any address") << ": " << text(round.answers[i].kind);
        for (const auto& source : candidate.sources)
            std::cout << ", " << source;
        std::cout << "; " << round.answers[i].detail << '\n';
    }
}

} // namespace

ExitCode identify(Agent& agent, const Words& words)
{
    po::options_description options;
    options.add_options()("json", po::bool_switch())("wait", po::value<long>());
    const auto given = parseWords(words, options);
    const auto deadline = agent.clock.steady() + waitOf(given);

    Round round = agent.identifier.round(RouterProbe::Until::all);
    for (unsigned rounds = 1; !round.choice.winner; ++rounds) {
        const auto next = agent.clock.steady() + pauseAfterRound(rounds);
        if (next > deadline)
            break;
        agent.clock.sleepUntil(next, {});
        round = agent.identifier.round(RouterProbe::Until::all);
    }
    if (given["json"].as<bool>())
        printJson(round, machineFacts(agent.root));
    else
        printForPeople(round);
    return round.choice.winner ? ExitCode::ok : ExitCode::temporary;
}

} // namespace readystage::agent
