#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"

namespace readystage::cloudsim {

namespace {

const char* wordFor(RoleType type)
{
    switch (type) {
    case RoleType::admin:
        return "Admin";
    case RoleType::resourceAdmin:
        return "ResourceAdmin";
    case RoleType::domainAdmin:
        return "DomainAdmin";
    case RoleType::user:
        break;
    }
    return "User";
}

int accountTypeFor(RoleType type)
{
    switch (type) {
    case RoleType::admin:
        return 1;
    case RoleType::domainAdmin:
        return 2;
    case RoleType::resourceAdmin:
        return 3;
    case RoleType::user:
        break;
    }
    return 0;
}

Value show(const User& user)
{
    const Account& account = *user.account;
    const Role& role = *account.role;
    Value shown = Value::object();
    shown.add("id", user.id).add("username", user.name).add("firstname", user.name).add("lastname", user.name);
    shown.add("email", user.name + "@example.org").add("created", formatDate(user.created));
    shown.add("state", user.enabled ? "enabled" : "disabled").add("account", account.name);
    shown.add("accounttype", accountTypeFor(role.type)).add("usersource", "native");
    shown.add("roleid", role.id).add("roletype", wordFor(role.type)).add("rolename", role.name);
    shown.add("domainid", account.domain->id).add("domain", account.domain->name).add("accountid", account.id);
    shown.add("iscallerchilddomain", false)
        .add("isdefault", false)
        .add("is2faenabled", false)
        .add("is2famandated", false);
    return shown;
}

Value run(World& world, const Call& call)
{
    const bool everybody = call.isAdmin() && (call.flag("listall") || call.has("id") || call.has("account"));
    std::vector<const User*> rows;
    for (const auto& [number, user] : world.users) {
        const auto equals = [&](const char* parameter, const std::string& value) {
            return !call.has(parameter) || call.text(parameter) == value;
        };
        if ((everybody || user->account == &call.account()) && equals("id", user->id) &&
            equals("username", user->name) && equals("account", user->account->name))
            rows.push_back(user.get());
    }
    return listed(world, call, "user", rows, [](const User* user) { return show(*user); });
}

} // namespace

extern const Behaviour listUsers;
const Behaviour listUsers{.command = "listUsers", .run = run, .subject = Entity::user};

} // namespace readystage::cloudsim
