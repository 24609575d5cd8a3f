#pragma once

#include <vector>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// Those CloudStack 4.23 comes with, in the order in which it lists them; the first of each guest type is what networks
/// of that type have unless they name another.
std::vector<NetworkOffering> defaultNetworkOfferings();

/// The offering of a VPC's tiers, unless they name another.
inline constexpr const char* kTierOffering = "DefaultIsolatedNetworkOfferingForVpcNetworks";

/// Whether its load balancer may start and stop VMs.
bool scalesVms(const NetworkOffering& offering);

const char* availabilityOf(const NetworkOffering& offering);

/// Whether a public address may serve several purposes at once.
bool isConserving(const NetworkOffering& offering);

Value showNetworkOffering(const NetworkOffering& offering);

} // namespace readystage::cloudsim
