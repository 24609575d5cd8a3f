#pragma once

#include <vector>

#include "tests/cloudsim/core/Misbehaviour.h"
#include "tests/cloudsim/core/ScenarioReader.h"
#include "tests/cloudsim/core/Speed.h"

// How the cloud of a scenario behaves: the members "speed" and "misbehaviours".
namespace readystage::cloudsim {

/// As fast as it can when there is no such member. Throws ScenarioError.
Speed readSpeed(const ScenarioReader& in);

/// Throws ScenarioError.
std::vector<MisbehaviourOrder> readMisbehaviours(const ScenarioReader& in);

} // namespace readystage::cloudsim
