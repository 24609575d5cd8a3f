#pragma once

#include <memory>

#include "common/runtime/Guarded.h"
#include "tests/cloudsim/core/Speed.h"
#include "tests/cloudsim/edge/RouterTimes.h"
#include "tests/cloudsim/edge/Slots.h"

namespace readystage::cloudsim {

/// How fast the cloud is, which can be changed while it runs, and what keeps it from being faster. Any thread.
class Timing {
public:
    Slots slots;
    RouterTimes routers;

    std::shared_ptr<const Speed> speed() const
    {
        return speed_.with([](const auto& speed) { return speed; });
    }

    void set(Speed speed)
    {
        const std::size_t wanted = speed.slots;
        speed_.with([&](auto& current) { current = std::make_shared<const Speed>(std::move(speed)); });
        slots.resize(wanted);
    }

private:
    Guarded<std::shared_ptr<const Speed>> speed_{std::make_shared<const Speed>()};
};

} // namespace readystage::cloudsim
