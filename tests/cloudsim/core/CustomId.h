#pragma once

#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// Of the id a call gives a VM by `customid`, if it does (UUIDManagerImpl.checkUuid): Refusal 531 for all but root
/// admins, 431 when it has not the form of a UUID or a VM has or had it.
void checkCustomId(const World& world, const Call& call);

} // namespace readystage::cloudsim
