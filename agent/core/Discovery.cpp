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
        return "gateway";
    case Rank::expiredLease:
        return "expired lease";
    case Rank::otherAddress:
        return "another address of the card";
    }
    return "";
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

std::chrono::seconds pauseAfterRound(unsigned rounds)
{
    return std::chrono::seconds(rounds > 6 ? 60U : (1U << rounds) / 2);
}

} // namespace readystage::agent
