#pragma once

#include <string>

#include "tests/cloudsim/core/World.h"

// The hardware of the simulated cloud, so far as answers name it: one host, in the only cluster of the only pod of the
// first zone.
namespace readystage::cloudsim {

inline constexpr const char* kPodName = "POD0";
inline constexpr const char* kClusterName = "C0";

std::string hostId();
std::string podId();
std::string clusterId();
std::string managementServerId();
std::string physicalNetworkId();

} // namespace readystage::cloudsim
