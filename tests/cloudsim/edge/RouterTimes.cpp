#include "tests/cloudsim/edge/RouterTimes.h"

#include <algorithm>

namespace readystage::cloudsim {

void RouterTimes::forget(Router& router, Clock::Steady now)
{
    while (!router.passes.empty() && router.passes.front().end <= now)
        router.passes.pop_front();
    router.counts.waiting = static_cast<std::int64_t>(router.passes.size());
}

Clock::Steady RouterTimes::take(const World::Push& push, const Speed& speed, Clock::Steady now)
{
    return routers_.with([&](auto& routers) {
        Router& router = routers[push.network];
        forget(router, now);
        const auto files = speed.routerPerAddress * static_cast<std::int64_t>(push.addresses);
        const auto begin = router.passes.empty() ? now : router.passes.back().end;
        const auto firstFile = begin + speed.router;
        const auto end = begin + (speed.router + files) * push.routers;
        ++router.counts.updates;
        if (end > now)
            router.passes.push_back({firstFile, end, speed.routerPerAddress});
        router.counts.waiting = static_cast<std::int64_t>(router.passes.size());
        router.counts.mostWaiting = std::max(router.counts.mostWaiting, router.counts.waiting);
        return end;
    });
}

bool RouterTimes::isWriting(const std::string& network, std::size_t place, Clock::Steady now) const
{
    return routers_.with([&](auto& routers) {
        const auto found = routers.find(network);
        if (found == routers.end())
            return false;
        forget(found->second, now);
        if (found->second.passes.empty())
            return false;
        const Pass& pass = found->second.passes.front();
        const auto mine = pass.firstFile + pass.perAddress * static_cast<std::int64_t>(place);
        return mine <= now && now < mine + pass.perAddress;
    });
}

std::map<std::string, RouterTimes::Counts> RouterTimes::counts(Clock::Steady now) const
{
    return routers_.with([&](auto& routers) {
        std::map<std::string, Counts> result;
        for (auto& [network, router] : routers) {
            forget(router, now);
            result.emplace(network, router.counts);
        }
        return result;
    });
}

void RouterTimes::resetCounts()
{
    routers_.with([](auto& routers) {
        for (auto& [network, router] : routers)
            router.counts = {0, router.counts.waiting, router.counts.waiting};
    });
}

} // namespace readystage::cloudsim
