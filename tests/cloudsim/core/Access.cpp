#include "tests/cloudsim/core/Access.h"

namespace readystage::cloudsim {

namespace {

/// `*` stands for any text; rules have one at most in practice, so the recursion stays shallow.
bool matches(std::string_view pattern, std::string_view text)
{
    if (pattern.empty())
        return text.empty();
    if (pattern.front() == '*')
        return matches(pattern.substr(1), text) || (!text.empty() && matches(pattern, text.substr(1)));
    return !text.empty() && pattern.front() == text.front() && matches(pattern.substr(1), text.substr(1));
}

} // namespace

bool isAllowed(const Role& role, std::string_view command)
{
    for (const RoleRule& rule : role.rules)
        if (matches(rule.command, command))
            return rule.allow;
    return true;
}

bool hasAccess(const User& caller, const Account& owner)
{
    return caller.account->role->type == RoleType::admin || caller.account == &owner;
}

} // namespace readystage::cloudsim
