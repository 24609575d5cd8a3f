#include "tests/cloudsim/core/Access.h"

#include "tests/cloudsim/core/Projects.h"

#include <algorithm>
#include <array>

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

/// What CloudStack's default roles leave to admins, as far as it is simulated here.
constexpr std::array<std::string_view, 12> kForAdmins{
    "getUser",     "listRouters", "listSystemVms",      "createAccount", "createRole*",           "listRoles",
    "disableUser", "enableUser",  "configureSimulator", "listHosts",     "createServiceOffering", "listConfigurations"};

} // namespace

bool isBelow(const Domain& domain, const Domain& ancestor)
{
    return domain.path == ancestor.path || domain.path.starts_with(ancestor.path + "/");
}

bool isAllowed(const Role& role, std::string_view command)
{
    for (const RoleRule& rule : role.rules)
        if (matches(rule.command, command))
            return rule.allow;
    if (role.type == RoleType::admin)
        return true;
    return std::none_of(kForAdmins.begin(), kForAdmins.end(),
                        [&](std::string_view pattern) { return matches(pattern, command); });
}

bool hasAccess(const User& caller, const Account& owner)
{
    const Account& own = *caller.account;
    if (own.role->type == RoleType::admin || &own == &owner)
        return true;
    if (own.role->type == RoleType::domainAdmin && isBelow(*owner.domain, *own.domain))
        return true;
    return owner.project != nullptr && std::find(owner.project->members.begin(), owner.project->members.end(), &own) !=
                                           owner.project->members.end();
}

Value& addOwner(Value& shown, const Account& owner, bool withPath)
{
    if (owner.project != nullptr)
        shown.add("projectid", owner.project->id).add("project", owner.project->name);
    else
        shown.add("account", owner.name);
    shown.add("domainid", owner.domain->id).add("domain", owner.domain->name);
    if (withPath)
        shown.add("domainpath", owner.domain->path);
    return shown;
}

} // namespace readystage::cloudsim
