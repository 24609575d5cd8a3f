#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/cloudsim/core/Misbehaviour.h"
#include "tests/cloudsim/core/ScenarioReader.h"
#include "tests/cloudsim/core/Speed.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// A cloud as its scenario file describes it, at the moment it comes to be.
struct Scenario {
    std::unique_ptr<World> world;
    std::string listen;            ///< ADDRESS:PORT of the API
    std::string guestHook;         ///< path of the program that starts and stops guests; empty: none
    std::size_t guestHookLine = 0; ///< where it stands
    Speed speed{};
    std::vector<MisbehaviourOrder> misbehaviours{}; ///< on from the beginning
};

/// Reads a scenario (README.md documents every key) and builds its world. `release`: to be like
/// that one instead of the scenario's own; empty: no. Throws ScenarioError.
Scenario readScenario(std::string_view text, Instant now, const std::string& release = "");

} // namespace readystage::cloudsim
