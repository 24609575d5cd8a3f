#include "tests/cloudsim/core/AccountView.h"

#include "tests/cloudsim/core/Limits.h"

#include <array>

namespace readystage::cloudsim {

namespace {

struct Kind {
    RoleType type;
    const char* word;
    int accountType;
};

constexpr std::array kKinds{Kind{RoleType::admin, "Admin", 1}, Kind{RoleType::domainAdmin, "DomainAdmin", 2},
                            Kind{RoleType::resourceAdmin, "ResourceAdmin", 3}, Kind{RoleType::user, "User", 0}};

const Kind& kindOf(RoleType type)
{
    for (const Kind& kind : kKinds)
        if (kind.type == type)
            return kind;
    return kKinds.back();
}

void addRole(Value& shown, const Role& role)
{
    shown.add("roleid", role.id).add("roletype", wordFor(role.type)).add("rolename", role.name);
}

} // namespace

const char* wordFor(RoleType type)
{
    return kindOf(type).word;
}

int accountTypeFor(RoleType type)
{
    return kindOf(type).accountType;
}

bool isDefault(const Account& account)
{
    return account.name == "admin" && account.role->name == "Root Admin";
}

Value showUser(const World& world, const User& user)
{
    const Account& account = *user.account;
    Value shown = Value::object();
    shown.add("id", user.id).add("username", user.name).add("firstname", user.firstName);
    shown.add("lastname", user.lastName).add("email", user.email).add("created", formatDate(user.created));
    shown.add("state", user.enabled ? "enabled" : "disabled").add("account", account.name);
    shown.add("accounttype", accountTypeFor(account.role->type)).add("usersource", "native");
    addRole(shown, *account.role);
    shown.add("domainid", account.domain->id).add("domain", account.domain->name);
    if (const KeyPair* const keys = world.latestKeys(user))
        shown.add("apikey", keys->apiKey);
    shown.add("accountid", account.id).add("iscallerchilddomain", false).add("isdefault", isDefault(account));
    return shown.add("is2faenabled", false).add("is2famandated", false);
}

Value showAccount(const World& world, const Account& account, bool toAdmin, bool withLimits)
{
    Value users = Value::list();
    for (const auto& [number, user] : world.users)
        if (user->account == &account)
            users.push(showUser(world, *user));
    Value shown = Value::object();
    shown.add("id", account.id).add("name", account.name).add("accounttype", accountTypeFor(account.role->type));
    addRole(shown, *account.role);
    shown.add("domainid", account.domain->id).add("domain", account.domain->name);
    shown.add("domainpath", account.domain->path);
    if (withLimits)
        addLimits(shown, world, LimitsOf::account, toAdmin && account.role->type == RoleType::admin,
                  [&](const Account& owner) { return &owner == &account; });
    shown.add("state", "enabled");
    if (!isDefault(account)) // which is older than the column
        shown.add("created", formatDate(account.created));
    shown.add("user", std::move(users)).add("isdefault", isDefault(account)).add("groups", Value::list());
    if (toAdmin)
        shown.add("apikeyaccess", "INHERIT");
    return shown;
}

} // namespace readystage::cloudsim
