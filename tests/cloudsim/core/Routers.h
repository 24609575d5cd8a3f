#pragma once

#include <string>
#include <vector>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

struct Vpc;

/// A virtual router, or one of a redundant pair. It serves a network or, with a VPC, all its tiers.
struct Router {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    const Network* network = nullptr; ///< nullptr: a VPC's
    const Vpc* vpc = nullptr;
    bool redundant = false;
    bool primary = true; ///< of a pair: the one that has the gateway's address
    std::string state = state::kRunning;
    Instant created{};

    bool serves(const Network& other) const { return vpc == nullptr ? network == &other : other.vpc == vpc; }
};

/// The routers a network with a router should have are there afterwards: missing ones are made, and run.
void provideRouters(World& world, const Network& network, Instant now);

std::vector<Router*> routersOf(World& world, const Network& network);

/// How a network's routers take an update (VirtualRouterElement.saveUserData): those that are stopped are passed over
/// and told when they start, others that do not run make it fail.
enum class Reach {
    told,   ///< at least one has it
    later,  ///< none runs
    failed, ///< one is neither running nor stopped
};
Reach reach(World& world, const Network& network);

/// Whether a guest finds anybody at the gateway.
bool answersAt(const World& world, const Network& network);

// What starting, stopping and destroying a router does to it and to its pair.
void routerStarted(World& world, Router& router);
void routerStopped(World& world, Router& router);

} // namespace readystage::cloudsim
