#include "tests/cloudsim/core/Access.h"

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Projects.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

/// What does not fit behind a `*` is tried again one character later; only the last `*` need be remembered.
template <class Same> bool matchesBy(std::string_view pattern, std::string_view text, Same same)
{
    std::size_t p = 0;
    std::size_t behindStar = std::string_view::npos;
    std::size_t retry = 0;
    for (std::size_t t = 0; t < text.size();) {
        if (p < pattern.size() && pattern[p] == '*') {
            behindStar = ++p;
            retry = t;
        } else if (p < pattern.size() && same(pattern[p], text[t])) {
            ++p;
            ++t;
        } else if (behindStar != std::string_view::npos) {
            p = behindStar;
            t = ++retry;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
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
