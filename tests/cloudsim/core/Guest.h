#pragma once

#include <optional>
#include <string>

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// What the guest hook is to do: PROGRAM start|stop with these variables in its environment.
struct GuestOrder {
    bool start;
    std::string vm;
    Pairs environment;
};

/// The order of a job that begins now; nullopt when it has none. From here on the guest counts as started, so that it
/// is stopped at the end even if its start fails half-way.
std::optional<GuestOrder> guestOrderOf(World& world, const std::string& jobId);

/// The orders that stop every guest that was started.
std::vector<GuestOrder> stopAllGuests(World& world);

} // namespace readystage::cloudsim
