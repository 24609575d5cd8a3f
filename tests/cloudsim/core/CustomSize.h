#pragma once

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// The size of a VM of this offering, which for a customized one the details of its deployment give:
/// UserVmManagerImpl.validateCustomParameters. Refusal 431 where they do not.
Size sizeFor(const ServiceOffering& offering, const Pairs& details);

} // namespace readystage::cloudsim
