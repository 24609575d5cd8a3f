#pragma once

#include <chrono>
#include <functional>

#include "tests/cloudsim/core/Misbehaviour.h"
#include "tests/cloudsim/edge/Scheduler.h"
#include "tests/cloudsim/edge/SharedWorld.h"

namespace readystage::cloudsim {

/// Switches misbehaviours on, and off when their time is over. Any thread.
class Misconduct {
public:
    /// `closePort` closes the API's listener for that long, soon and on another thread.
    Misconduct(SharedWorld& world, Scheduler& scheduler, std::function<void(std::chrono::milliseconds)> closePort)
        : world_(world),
          scheduler_(scheduler),
          closePort_(std::move(closePort))
    {}

    /// Of a name that exists.
    void begin(const MisbehaviourOrder& order);

private:
    SharedWorld& world_;
    Scheduler& scheduler_;
    std::function<void(std::chrono::milliseconds)> closePort_;
};

} // namespace readystage::cloudsim
