#pragma once

#include <optional>
#include <vector>

#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// A NIC that a VM is to be deployed with.
struct WantedNic {
    const Network* network;
    std::optional<std::uint32_t> address; ///< nullopt: any
};

/// The NICs deployVirtualMachine asks for by `networkids` and `ipaddress` (of the first) or by `iptonetworklist`; when
/// it names no network, one on the first of the zone that is the owner's or everybody's. Refusal 431 or 531 as
/// CloudStack words it.
std::vector<WantedNic> wantedNics(const World& world, const Call& call, const Account& owner);

} // namespace readystage::cloudsim
