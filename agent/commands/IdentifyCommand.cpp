#include "agent/commands/Arguments.h"
#include "agent/edge/MachineFacts.h"
#include "common/codec/Json.h"
#include "common/runtime/Log.h"

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

JsonText claimText(const Claim& claim, bool won)
{
    JsonText text;
    text.add("kind", agent::text(claim.kind));
    text.add("source", claim.source);
    text.add("instance_id", claim.instanceId);
    text.add("chosen", won);
    return text;
}

JsonText cardText(const Nic& card)
{
    JsonText text;
    text.add("interface", card.name);
    text.add("address", card.address.str() + "/" + std::to_string(card.prefix));
    return text;
}

void printJson(const Round& round, const Machine& machine)
{
    std::vector<JsonText> candidates, claims, cards;
    for (std::size_t i = 0; i < round.candidates.size(); ++i)
        candidates.push_back(candidateText(round.candidates[i], round.answers[i], round.choice.winner == i));
    for (std::size_t i = 0; i < round.claims.size(); ++i)
        claims.push_back(claimText(round.claims[i], round.choice.claim == i));
    for (const Nic& card : round.cards)
        cards.push_back(cardText(card));
    JsonText text;
    if (!round.choice.instanceId.empty())
        text.add("instance_id", round.choice.instanceId);
    if (round.choice.winner)
        text.add("router", round.candidates[*round.choice.winner].router.str());
    text.add("why", round.choice.why);
    text.add("boot_id", machine.boot.str()).add("product_uuid", machine.productUuid);
    text.addArray("candidates", candidates).addArray("claims", claims).addArray("cards", cards);
    std::cout << text.str() << '\n';
}

void printWinner(const Round& round)
{
    const Choice& choice = round.choice;
    if (choice.instanceId.empty())
        std::cout << "not identified: " << choice.why << '\n';
    else
        std::cout << choice.instanceId << " ("
                  << (choice.winner ? "router " + round.candidates[*choice.winner].router.str()
                                    : round.claims[*choice.claim].source)
                  << ": " << choice.why << ")\n";
}

void printForPeople(const Round& round)
{
    printWinner(round);
    for (std::size_t i = 0; i < round.candidates.size(); ++i) {
        const auto& candidate = round.candidates[i];
        std::cout << (round.choice.winner == i ? "* " : "  ") << candidate.router.str() << " from "
                  << (candidate.from ? candidate.from->str() : "any address") << ": " << text(round.answers[i].kind);
        for (const auto& source : candidate.sources)
            std::cout << ", " << log::shown(source);
        std::cout << "; " << log::shown(round.answers[i].detail) << '\n';
    }
    for (std::size_t i = 0; i < round.claims.size(); ++i) {
        const auto& claim = round.claims[i];
        std::cout << (round.choice.claim == i ? "* " : "  ") << claim.source << ": " << text(claim.kind) << ", "
                  << claim.instanceId << '\n';
    }
    std::cout << "our addresses:";
    for (const Nic& card : round.cards)
        std::cout << ' ' << card.name << ' ' << card.address.str() << '/' << card.prefix;
    std::cout << '\n';
}

} // namespace

ExitCode identify(Agent& agent, const Words& words)
{
    po::options_description options;
    options.add_options()("json", po::bool_switch())("wait", po::value<long>());
    const auto given = parseWords(words, options);
    const auto deadline = agent.clock.steady() + waitOf(given);

    Round round = agent.identifier.round(RouterProbe::Until::all);
    for (unsigned rounds = 1; round.choice.instanceId.empty(); ++rounds) {
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
    return round.choice.instanceId.empty() ? ExitCode::temporary : ExitCode::ok;
}

} // namespace readystage::agent
