#pragma once

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// CloudStack's word and number for a type of role.
const char* wordFor(RoleType type);
int accountTypeFor(RoleType type);

Value showUser(const User& user);

/// An account with its users, without the limits of resources, which are not simulated.
Value showAccount(const World& world, const Account& account);

} // namespace readystage::cloudsim
