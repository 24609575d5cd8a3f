#include "agent/core/Choice.h"

#include "common/domain/Ascii.h"

#include <algorithm>
#include <tuple>

namespace readystage::agent {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// A UUID that ends too early: the router rewrites its files in place, and we may read one half-way. Taking it for an
/// id would make a new instance of us. No id that CloudStack ever handed out begins like one and is shorter.
bool isCutUuid(std::string_view text)
{
    if (text.size() >= 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !ascii::isHexDigit(text[i]))
            return false;
    }
    return true;
}

/// What a choice is made of, in the order of trust.
enum class Trust { certainRouter, configDrive, firmware, router };

struct Voice {
    Trust trust;
    Rank rank = Rank::configured;
    std::string instanceId;
    std::optional<std::size_t> candidate{};
    std::optional<std::size_t> claim{};
};

std::vector<Voice> voicesOf(const std::vector<Candidate>& candidates, const std::vector<ProbeAnswer>& answers,
                            const std::vector<Claim>& claims)
{
    std::vector<Voice> voices;
    for (std::size_t i = 0; i < candidates.size() && i < answers.size(); ++i) {
        if (answers[i].kind != ProbeAnswer::Kind::answered)
            continue;
        const bool certain = isCertain(candidates[i], answers[i]);
        voices.push_back(
            {certain ? Trust::certainRouter : Trust::router, candidates[i].rank, answers[i].instanceId, i});
    }
    for (std::size_t i = 0; i < claims.size(); ++i) {
        const bool drive = claims[i].kind == Claim::Kind::configDrive;
        voices.push_back(
            {drive ? Trust::configDrive : Trust::firmware, Rank::configured, claims[i].instanceId, std::nullopt, i});
    }
    std::stable_sort(voices.begin(), voices.end(), [](const Voice& a, const Voice& b) {
        return std::tuple(a.trust, a.rank) < std::tuple(b.trust, b.rank);
    });
    return voices;
}

std::string reasonFor(const Voice& best, const std::vector<Candidate>& candidates)
{
    switch (best.trust) {
    case Trust::certainRouter:
        return "it names the address we came from, " + candidates[*best.candidate].from->str();
    case Trust::configDrive:
        return "the config drive says so, and no router knew our address";
    case Trust::firmware:
        return "the firmware of CloudStack's KVM says so, and no router knew our address";
    case Trust::router:
        break;
    }
    return std::string("best rank of those that answered: ") + text(best.rank);
}

} // namespace

const char* text(ProbeAnswer::Kind kind)
{
    switch (kind) {
    case ProbeAnswer::Kind::notAsked:
        return "not-asked";
    case ProbeAnswer::Kind::unreachable:
        return "unreachable";
    case ProbeAnswer::Kind::refused:
        return "refused";
    case ProbeAnswer::Kind::notAnId:
        return "not-an-id";
    case ProbeAnswer::Kind::notUs:
        return "not-us";
    case ProbeAnswer::Kind::answered:
        return "answered";
    }
    return "";
}

const char* text(Claim::Kind kind)
{
    return kind == Claim::Kind::configDrive ? "config-drive" : "firmware";
}

bool isInstanceId(std::string_view text)
{
    const auto isAllowed = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
               c == '-';
    };
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), isAllowed) && !isCutUuid(text);
}

ProbeAnswer judge(int status, std::string_view body)
{
    ProbeAnswer answer;
    const auto id = ascii::trimmed(body, kBlanks);
    if (status != 200) {
        answer.kind = ProbeAnswer::Kind::refused;
        answer.detail = "status " + std::to_string(status);
    } else if (!isInstanceId(id)) {
        answer.kind = ProbeAnswer::Kind::notAnId;
        answer.detail =
            body.empty() ? "an empty answer" : std::to_string(body.size()) + " bytes that are no instance id";
    } else {
        answer.kind = ProbeAnswer::Kind::answered;
        answer.instanceId = id;
    }
    return answer;
}

bool isCertain(const Candidate& candidate, const ProbeAnswer& answer)
{
    return answer.kind == ProbeAnswer::Kind::answered && candidate.from && candidate.from->str() == answer.localIpv4;
}

void judgeAddress(ProbeAnswer& answer, const Candidate& candidate, int status, std::string_view body)
{
    const auto text = ascii::trimmed(body, kBlanks);
    if (status != 200 || text.empty())
        return;
    const auto address = IpAddress::parse(text);
    if (!address) {
        answer.kind = ProbeAnswer::Kind::notAnId;
        answer.detail += ": what it gives as local-ipv4 is no address";
        return;
    }
    answer.localIpv4 = address->str();
    if (candidate.from && *candidate.from != *address) {
        answer.kind = ProbeAnswer::Kind::notUs;
        answer.detail += ": it took us for " + address->str();
    }
}

Choice choose(const std::vector<Candidate>& candidates, const std::vector<ProbeAnswer>& answers,
              const std::vector<Claim>& claims)
{
    const auto voices = voicesOf(candidates, answers, claims);
    if (voices.empty())
        return {{},
                {},
                {},
                candidates.empty() ? "nothing on this machine points at a router" : "no router knew this machine"};
    const Voice& best = voices.front();
    Choice choice{best.instanceId, best.candidate, best.claim, reasonFor(best, candidates)};
    const auto contradicts = [&](const Voice& voice) { return voice.instanceId != best.instanceId; };
    if (const auto other = std::find_if(voices.begin(), voices.end(), contradicts); other != voices.end())
        choice.why +=
            "; " +
            (other->candidate ? "router " + candidates[*other->candidate].router.str() : claims[*other->claim].source) +
            " says another instance id, " + other->instanceId;
    return choice;
}

} // namespace readystage::agent
