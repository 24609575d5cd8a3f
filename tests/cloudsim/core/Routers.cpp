#include "tests/cloudsim/core/Routers.h"

#include "common/codec/Digest.h"
#include "tests/cloudsim/core/World.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

bool runs(const Router& router)
{
    return router.state == state::kRunning;
}

/// The other one of a redundant pair; nullptr: there is none.
Router* pairedWith(World& world, const Router& router)
{
    for (const auto& [number, other] : world.routers)
        if (other.get() != &router && other->network == router.network && other->vpc == router.vpc)
            return other.get();
    return nullptr;
}

/// A router that starts gets the data of all VMs it serves that run.
void tellAbout(const Router& router, Vm& vm)
{
    const bool mine =
        std::any_of(vm.nics.begin(), vm.nics.end(), [&](const Nic& nic) { return router.serves(*nic.network); });
    if (!mine || (vm.state != state::kRunning && vm.state != state::kStopping))
        return;
    vm.routerUserData = vm.userData;
    vm.routerDetails = vm.userDataDetails;
}

} // namespace

std::vector<Router*> routersOf(World& world, const Network& network)
{
    std::vector<Router*> routers;
    for (const auto& [number, router] : world.routers)
        if (router->serves(network))
            routers.push_back(router.get());
    return routers;
}

void provideRouters(World& world, const Network& network, Instant now)
{
    if (!network.hasRouter())
        return;
    const bool redundant = network.vpc == nullptr ? network.redundantRouter : network.vpc->redundantRouter;
    for (std::size_t there = routersOf(world, network).size(); there < (redundant ? 2U : 1U); ++there) {
        const std::string served = network.vpc == nullptr ? network.id : network.vpc->id;
        const std::string number = std::to_string(world.routers.made() + 1);
        Router router;
        router.id = stableId("router", std::string(served).append("/").append(number));
        router.name = "r-" + number + "-VM";
        router.network = network.vpc == nullptr ? &network : nullptr;
        router.vpc = network.vpc;
        router.redundant = redundant;
        router.created = now;
        const Router* const other = pairedWith(world, router);
        router.primary = other == nullptr || !other->primary;
        world.routers.add(std::move(router));
    }
}

Reach reach(World& world, const Network& network)
{
    const auto routers = routersOf(world, network);
    if (routers.empty())
        return Reach::told; // no router, nobody to fail
    if (std::any_of(routers.begin(), routers.end(), [](const Router* router) {
            return !runs(*router) && router->state != state::kStopped && router->state != state::kStopping;
        }))
        return Reach::failed;
    return std::any_of(routers.begin(), routers.end(), [](const Router* router) { return runs(*router); })
               ? Reach::told
               : Reach::later;
}

bool answersAt(const World& world, const Network& network)
{
    bool any = false;
    for (const auto& [number, router] : world.routers) {
        if (!router->serves(network))
            continue;
        if (runs(*router))
            return true;
        any = true;
    }
    return !any;
}

void routerStarted(World& world, Router& router)
{
    router.state = state::kRunning;
    const Router* const other = pairedWith(world, router);
    router.primary = other == nullptr || !runs(*other) || !other->primary;
    for (const auto& [number, vm] : world.vms)
        tellAbout(router, *vm);
}

void routerStopped(World& world, Router& router)
{
    router.state = state::kStopped;
    Router* const other = pairedWith(world, router);
    if (other == nullptr || !runs(*other))
        return;
    router.primary = false;
    other->primary = true;
}

} // namespace readystage::cloudsim
