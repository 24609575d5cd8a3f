#include "tests/cloudsim/edge/Misconduct.h"

namespace readystage::cloudsim {

void Misconduct::begin(const MisbehaviourOrder& order)
{
    const auto number = world_.with([&](auto& world) { return world->misbehaviours.plan(order.name, order.plan); });
    if (order.lasts)
        scheduler_.at(std::chrono::steady_clock::now() + *order.lasts,
                      [&world = world_, number] { world.with([&](auto& held) { held->misbehaviours.end(number); }); });
    if (order.name != "refuse-connections")
        return;
    // Nobody gets through to be refused, so its occasion is now.
    const bool happens =
        world_.with([&](auto& world) { return world->misbehaviours.taken("refuse-connections") != nullptr; });
    if (happens)
        closePort_(order.plan.pause);
}

} // namespace readystage::cloudsim
