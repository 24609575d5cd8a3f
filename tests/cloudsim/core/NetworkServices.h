#pragma once

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// The services of a network with all they can do, as the virtual router's capabilities say (VirtualRouterElement).
Value showServices(const Network& network);

/// The services of an offering, and what of them an offering decides.
Value showServices(const NetworkOffering& offering);

} // namespace readystage::cloudsim
