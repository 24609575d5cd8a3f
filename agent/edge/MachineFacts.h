#pragma once

#include "agent/core/Machine.h"
#include "agent/edge/SystemRoot.h"

namespace readystage::agent {

/// Reads the boot id and DMI's product uuid; a machine without DMI, or one that does not let us read it, has none.
/// Throws std::runtime_error naming the path when there is no boot id: then nothing can be said to be ours.
Machine machineFacts(const SystemRoot& root);

} // namespace readystage::agent
