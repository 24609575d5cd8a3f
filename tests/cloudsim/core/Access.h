#pragma once

#include <string_view>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

class Call;

/// Whether `domain` is `ancestor` or lies below it.
bool isBelow(const Domain& domain, const Domain& ancestor);

/// In `pattern`, `*` stands for any text. Meant for few of them: it tries every place for each.
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

/// The owner of what is to be: the project or account the caller names, or his own. Refusal 431 or 531.
const Account& ownerFor(const World& world, const Call& call);

/// The members every answer shows of an owner: a project's things have no account.
Value& addOwner(Value& shown, const Account& owner, bool withPath = true);

} // namespace readystage::cloudsim
