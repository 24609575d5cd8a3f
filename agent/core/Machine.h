#pragma once

#include "common/domain/Ids.h"

#include <string>

namespace readystage::agent {

/// What this machine says of itself without any network.
struct Machine {
    BootId boot;
    std::string productUuid; ///< of DMI, lower case; empty where there is none or it is a manufacturer's placeholder
};

} // namespace readystage::agent
