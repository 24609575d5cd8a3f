#pragma once

#include <functional>

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// Whose limits of resources are shown; each answer has an order of its own.
enum class LimitsOf { account, project, domain };

/// What CloudStack allows by default, what is used and what is left: members `<resource>limit`, `<resource>total` and
/// `<resource>available`. Nothing here enforces them. `isMeant` tells whose things count.
void addLimits(Value& shown, const World& world, LimitsOf whose, bool unlimited,
               const std::function<bool(const Account&)>& isMeant);

} // namespace readystage::cloudsim
