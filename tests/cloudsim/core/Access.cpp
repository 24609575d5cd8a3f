#include "tests/cloudsim/core/Access.h"

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Projects.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

template <class Same> bool matchesBy(std::string_view pattern, std::string_view text, Same same)
{
    if (pattern.empty())
        return text.empty();
    if (pattern.front() == '*')
        return matchesBy(pattern.substr(1), text, same) || (!text.empty() && matchesBy(pattern, text.substr(1), same));
    return !text.empty() && same(pattern.front(), text.front()) && matchesBy(pattern.substr(1), text.substr(1), same);
}

bool ruleMatches(const RoleRule& rule, std::string_view command)
{
    return matchesBy(rule.command, command, [](char a, char b) { return ascii::lower(a) == ascii::lower(b); });
}

/// The first rule that matches.
const RoleRule* ruleFor(const Role& role, std::string_view command)
{
    const auto found = std::find_if(role.rules.begin(), role.rules.end(),
                                    [&](const RoleRule& rule) { return ruleMatches(rule, command); });
    return found == role.rules.end() ? nullptr : &*found;
}

} // namespace

bool matches(std::string_view pattern, std::string_view text)
{
    return matchesBy(pattern, text, [](char a, char b) { return a == b; });
}

bool isBelow(const Domain& domain, const Domain& ancestor)
{
    return domain.path == ancestor.path || domain.path.starts_with(ancestor.path + "/");
}

bool isAllowed(const Role& role, const Command& command)
{
    if (const RoleRule* const rule = ruleFor(role, command.name))
        return rule->allow;
    if (role.isDefault && role.type == RoleType::admin)
        return true;
    const unsigned stored = role.isDefault ? command.authorized.byStoredRules : 0;
    return ((stored | command.authorized.byAnnotation) & bitOf(role.type)) != 0;
}

bool isDenied(const Role& role, std::string_view command)
{
    const RoleRule* const rule = ruleFor(role, command);
    return rule != nullptr && !rule->allow;
}

bool hasAccess(const User& caller, const Account& owner)
{
    const Account& own = *caller.account;
    if (own.role->type == RoleType::admin || &own == &owner)
        return true;
    if (own.role->type != RoleType::user && isBelow(*owner.domain, *own.domain))
        return true;
    return owner.project != nullptr && std::find(owner.project->members.begin(), owner.project->members.end(), &own) !=
                                           owner.project->members.end();
}

const Account& ownerFor(const World& world, const Call& call)
{
    const Project* const project = world.projects.find(call.text("projectid"));
    const Account* const named = call.has("account") ? world.accounts.findName(call.text("account")) : nullptr;
    if (call.has("account") && named == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Unable to find account " + call.text("account"));
    const Account& owner = project != nullptr ? *project->account : named != nullptr ? *named : call.account();
    if (!hasAccess(call.caller(), owner))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    return owner;
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
