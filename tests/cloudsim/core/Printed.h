#pragma once

#include <string>

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

// As CloudStack prints the rows of its database in its messages.

std::string printed(const Domain& domain);
std::string printed(const Account& account);
std::string printed(const Network& network);
std::string printed(const PublicAddress& address);

} // namespace readystage::cloudsim
