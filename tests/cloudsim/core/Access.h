#pragma once

#include <string_view>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// Whether the role may call the command: its rules in order, the first that matches decides. No match: every command
/// here is open to all role types.
bool isAllowed(const Role& role, std::string_view command);

/// Whether the caller may see and change what belongs to `owner`: an admin everything, others their account's things.
bool hasAccess(const User& caller, const Account& owner);

} // namespace readystage::cloudsim
