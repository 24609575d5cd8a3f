#pragma once

#include <string_view>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// Whether `domain` is `ancestor` or lies below it.
bool isBelow(const Domain& domain, const Domain& ancestor);

/// In `pattern`, `*` stands for any text.
bool matches(std::string_view pattern, std::string_view text);

/// Whether the role may call the command: its rules in order, the first that matches, in any case of letters, decides.
/// No match: what CloudStack annotates for the role's type and stores for its own roles; its Root Admin may call
/// everything.
bool isAllowed(const Role& role, const Command& command);

/// Whether a rule of the role says "deny", which 4.11 answers otherwise than the lack of a rule.
bool isDenied(const Role& role, std::string_view command);

/// Whether the caller may see and change what belongs to `owner`: an admin everything, a domain admin what is in his
/// domain or below, the members of a project what is the project's, all others their account's things.
bool hasAccess(const User& caller, const Account& owner);

/// The members every answer shows of an owner: a project's things have no account.
Value& addOwner(Value& shown, const Account& owner, bool withPath = true);

} // namespace readystage::cloudsim
