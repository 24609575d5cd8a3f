#pragma once

#include <string>
#include <vector>

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// What the guest hook is to do: PROGRAM start|stop with these variables in its environment.
struct GuestOrder {
    bool start;
    std::string vm;
    Pairs environment;
};

/// The orders of a job that begins now, one after the other; a reboot is a stop and a start. From here on the guest
/// counts as started, so that it is stopped at the end even if its start fails half-way.
std::vector<GuestOrder> guestOrdersOf(World& world, const std::string& jobId);

/// The orders that stop every guest that was started.
std::vector<GuestOrder> stopAllGuests(World& world);

} // namespace readystage::cloudsim
