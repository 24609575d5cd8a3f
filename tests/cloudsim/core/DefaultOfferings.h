#pragma once

#include <vector>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// CloudStack's own network offerings, so far as they differ in userdata. The first of each guest type is what networks
/// of that type have unless they name another.
std::vector<NetworkOffering> defaultNetworkOfferings();

/// The offering of a VPC's tiers, unless they name another.
inline constexpr const char* kTierOffering = "DefaultIsolatedNetworkOfferingForVpcNetworks";

} // namespace readystage::cloudsim
