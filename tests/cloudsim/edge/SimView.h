#pragma once

#include <vector>

#include "tests/cloudsim/core/ApiLimit.h"
#include "tests/cloudsim/core/Misbehaviour.h"
#include "tests/cloudsim/core/Value.h"
#include "tests/cloudsim/edge/Holds.h"
#include "tests/cloudsim/edge/SharedWorld.h"
#include "tests/cloudsim/edge/Stats.h"
#include "tests/cloudsim/edge/Timing.h"

// What /sim/ shows, as README.md describes it.
namespace readystage::cloudsim {

Value showStats(const Stats& stats, const Timing& timing, SharedWorld& world);
Value showSpeed(const Speed& speed, const ApiLimit& limit);
Value showMisbehaviours(const Misbehaviours& state);
/// `shown` with the members of a plan.
Value showPlan(Value shown, const Plan& plan);
Value showHolds(const std::vector<Holds::Held>& calls);

} // namespace readystage::cloudsim
