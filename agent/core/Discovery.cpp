#include "agent/core/Discovery.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <tuple>

namespace readystage::agent {
namespace {

std::optional<std::uint32_t> bits(const IpAddress& address)
{
    std::uint32_t value = 0;
    const std::string& text = address.str();
    const char* at = text.data();
    const char* const end = at + text.size();
    for (int part = 0; part < 4; ++part) {
        unsigned number = 0;
        const auto [next, error] = std::from_chars(at, end, number);
        if (error != std::errc{} || number > 255)
            return std::nullopt;
        value = (value << 8) | number;
        at = next == end ? end : next + 1;
    }
    return value;
}

bool isInNetworkOf(const Nic& nic, const IpAddress& other)
{
    const auto ours = bits(nic.address);
    const auto theirs = bits(other);
    if (!ours || !theirs || nic.prefix > 32)
        return false;
    const std::uint32_t mask = nic.prefix == 0 ? 0 : ~std::uint32_t{0} << (32 - nic.prefix);
    return (*ours & mask) == (*theirs & mask);
}

bool isNamedBy(const RouterHint& hint, const Nic& nic)
{
    return (!hint.interface.empty() && hint.interface == nic.name) ||
           (hint.interfaceIndex != 0 && hint.interfaceIndex == nic.index);
}

/// The interface through which the default route goes; empty without one.
std::string defaultInterface(const std::vector<RouterHint>& hints)
{
    const auto route = std::find_if(hints.begin(), hints.end(),
                                    [](const RouterHint& hint) { return hint.kind == RouterHint::Kind::defaultRoute; });
    return route == hints.end() ? std::string{} : route->interface;
}

template <class Fits> const Nic* firstThat(const std::vector<Nic>& nics, Fits fits)
{
    const auto found = std::find_if(nics.begin(), nics.end(), fits);
    return found == nics.end() ? nullptr : &*found;
}

/// Our own address towards the router: the one its lease gave us, else one of the same interface or network (a lease
/// file may name an interface that was renamed since), else that of the default route.
const Nic* cardTowards(const RouterHint& hint, const std::vector<Nic>& nics, const std::string& defaultName)
{
    if (const auto* nic = firstThat(nics, [&](const Nic& n) { return hint.own == n.address; }))
        return nic;
    if (const auto* nic =
            firstThat(nics, [&](const Nic& n) { return isNamedBy(hint, n) && isInNetworkOf(n, hint.router); }))
        return nic;
    if (const auto* nic = firstThat(nics, [&](const Nic& n) { return isNamedBy(hint, n); }))
        return nic;
    if (const auto* nic = firstThat(nics, [&](const Nic& n) { return isInNetworkOf(n, hint.router); }))
        return nic;
    return firstThat(nics, [&](const Nic& n) { return !defaultName.empty() && n.name == defaultName; });
}

Rank rankOf(const RouterHint& hint, const std::string& interface, const std::string& defaultName,
            std::chrono::sys_seconds now)
{
    if (hint.kind == RouterHint::Kind::configured)
        return Rank::configured;
    if (hint.kind == RouterHint::Kind::dataServer)
        return Rank::dataServer;
    if (hint.expires && *hint.expires <= now)
        return Rank::expiredLease;
    if (hint.kind != RouterHint::Kind::lease)
        return Rank::gateway;
    if (!defaultName.empty() && interface == defaultName)
        return Rank::defaultRouteLease;
    return hint.routers ? Rank::leaseWithRouters : Rank::liveLease;
}

struct Noted {
    Candidate candidate;
    std::chrono::sys_seconds noted;
};

void merge(Noted next, std::vector<Noted>& all)
{
    const auto same = std::find_if(all.begin(), all.end(), [&](const Noted& other) {
        return other.candidate.router == next.candidate.router && other.candidate.from == next.candidate.from;
    });
    if (same == all.end()) {
        all.push_back(std::move(next));
        return;
    }
    same->candidate.rank = std::min(same->candidate.rank, next.candidate.rank);
    same->noted = std::max(same->noted, next.noted);
    auto& sources = same->candidate.sources;
    if (std::find(sources.begin(), sources.end(), next.candidate.sources.front()) == sources.end())
        sources.push_back(next.candidate.sources.front());
}

std::string_view trimmed(std::string_view text)
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

bool isHex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// A UUID that ends too early: the router rewrites its files in place, and we may read one half-way. Taking it for an
/// id would make a new instance of us. No id that CloudStack ever handed out begins like one and is shorter.
bool isCutUuid(std::string_view text)
{
    if (text.size() >= 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !isHex(text[i]))
            return false;
    }
    return true;
}

/// The other addresses of a card from which the router could know us, where nothing says that `nic` has the right one.
std::vector<const Nic*> alternatives(const RouterHint& hint, const Nic& nic, const std::vector<Nic>& nics)
{
    std::vector<const Nic*> others;
    for (const Nic& other : nics) {
        if (hint.own != nic.address && other.name == nic.name && other.address != nic.address &&
            isInNetworkOf(other, hint.router))
            others.push_back(&other);
    }
    return others;
}

/// Adds what follows from one hint.
void addCandidates(const RouterHint& hint, const std::vector<Nic>& nics, const std::string& defaultName,
                   std::chrono::sys_seconds now, std::vector<Noted>& all)
{
    const Nic* const nic = cardTowards(hint, nics, defaultName);
    Candidate candidate{hint.router, std::nullopt, nic ? nic->name : hint.interface, Rank::otherAddress, {hint.source}};
    candidate.rank = rankOf(hint, candidate.interface, defaultName, now);
    if (!nic)
        return merge({std::move(candidate), hint.noted}, all);
    candidate.from = nic->address;
    merge({candidate, hint.noted}, all);
    candidate.rank = Rank::otherAddress;
    for (const Nic* const other : alternatives(hint, *nic, nics)) {
        candidate.from = other->address;
        merge({candidate, hint.noted}, all);
    }
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

const char* text(Rank rank)
{
    switch (rank) {
    case Rank::configured:
        return "configured";
    case Rank::dataServer:
        return "data-server";
    case Rank::defaultRouteLease:
        return "lease of the default route's interface";
    case Rank::leaseWithRouters:
        return "lease with a gateway";
    case Rank::liveLease:
        return "lease";
    case Rank::gateway:
        return "default gateway";
    case Rank::expiredLease:
        return "expired lease";
    case Rank::otherAddress:
        return "another address of the card";
    }
    return "";
}

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

std::vector<Candidate> candidates(const std::vector<RouterHint>& hints, const std::vector<Nic>& nics,
                                  std::chrono::sys_seconds now)
{
    const std::string defaultName = defaultInterface(hints);
    std::vector<Noted> all;
    for (const auto& hint : hints)
        addCandidates(hint, nics, defaultName, now, all);
    std::stable_sort(all.begin(), all.end(), [](const Noted& a, const Noted& b) {
        return std::tuple(a.candidate.rank, b.noted) < std::tuple(b.candidate.rank, a.noted);
    });
    std::vector<Candidate> result;
    for (auto& one : all) {
        if (result.size() < kMostCandidates)
            result.push_back(std::move(one.candidate));
    }
    return result;
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
    const auto id = trimmed(body);
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
    const auto text = trimmed(body);
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

std::chrono::seconds pauseAfterRound(unsigned rounds)
{
    return std::chrono::seconds(rounds > 6 ? 60U : (1U << rounds) / 2);
}

} // namespace readystage::agent
