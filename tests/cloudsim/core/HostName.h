#pragma once

#include <string>

#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// RFC 1123 label as CloudStack wants it: letters, digits, hyphens, 1 to 63, begins with a letter, does not end with a
/// hyphen.
bool isHostName(const std::string& name);

/// Refusal 431 for a parameter `name` that is none.
void checkHostName(const Call& call);

/// Refusal 431 when a VM on one of the networks has the name already.
void checkNameIsFree(const World& world, const std::vector<const Network*>& networks, const std::string& name);

} // namespace readystage::cloudsim
