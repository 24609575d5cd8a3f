#pragma once

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// CloudStack's word and number for a type of role.
const char* wordFor(RoleType type);
int accountTypeFor(RoleType type);

/// The account CloudStack is installed with.
bool isDefault(const Account& account);

Value showUser(const World& world, const User& user);

/// An account with its users and, where wanted, its limits of resources.
Value showAccount(const World& world, const Account& account, bool toAdmin, bool withLimits = true);

} // namespace readystage::cloudsim
