#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "common/runtime/Clock.h"
#include "common/runtime/Guarded.h"
#include "tests/cloudsim/core/Speed.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// The time virtual routers take. A router does one update after the other, and each writes the files of every address
/// it serves anew. Any thread.
class RouterTimes {
public:
    /// Takes the update on; when all routers of the network will have done it.
    Clock::Steady take(const World::Push& push, const Speed& speed, Clock::Steady now);

    /// Whether at `now` the files of the address that is the `place`th of its network are just being written, and are
    /// empty.
    bool isWriting(const std::string& network, std::size_t place, Clock::Steady now) const;

    struct Counts {
        std::int64_t updates = 0;
        std::int64_t waiting = 0;     ///< taken and not yet done
        std::int64_t mostWaiting = 0; ///< the one at work included: 1 means that updates never overlapped
    };

    std::map<std::string, Counts> counts(Clock::Steady now) const;
    void resetCounts();

private:
    struct Pass {
        Clock::Steady firstFile;
        Clock::Steady end;
        Speed::Time perAddress;
    };

    struct Router {
        std::deque<Pass> passes; ///< in their order; those that ended are forgotten
        Counts counts;
    };

    static void forget(Router& router, Clock::Steady now);

    mutable Guarded<std::map<std::string, Router>> routers_; ///< by network
};

} // namespace readystage::cloudsim
