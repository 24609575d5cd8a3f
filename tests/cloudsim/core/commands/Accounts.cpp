#include "common/codec/Digest.h"
#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/AccountView.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Limits.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Owners.h"
#include "tests/cloudsim/core/Printed.h"
#include "tests/cloudsim/core/Projects.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Scope.h"

#include <algorithm>
#include <array>

namespace readystage::cloudsim {

namespace {

[[noreturn]] void refuseAccount(const std::string& why)
{
    throw Refusal(431, kInvalidParameterValue, why);
}

const Role& roleFor(const World& world, const Call& call)
{
    if (const Role* const named = world.roles.find(call.text("roleid")))
        return *named;
    const auto type = call.number("accounttype");
    for (const auto& [number, role] : world.roles)
        if (type && accountTypeFor(role->type) == *type)
            return *role;
    throw Refusal(431, kServerApi, "Neither account type and role ID are not provided");
}

/// The named one, else ROOT, whoever asks.
const Domain& domainOfNew(const World& world, const Call& call)
{
    if (const Domain* const named = world.domains.find(call.text("domainid")))
        return *named;
    const Domain* const root = world.domains.findName("ROOT");
    return root == nullptr ? *call.account().domain : *root;
}

/// AccountManagerImpl.checkRoleEscalation.
void checkEscalation(const World& world, const Call& call, const Role& role)
{
    const Account& caller = call.account();
    for (const Command& command : allCommands(world.settings.oldRelease))
        if (isAllowed(role, command) && !isAllowed(*caller.role, command))
            throw Refusal(531, kPermissionDenied,
                          "User of Account " + printed(caller) + " and domain " + printed(*caller.domain) +
                              " can not create an account with access to more privileges they have themself.");
}

/// In the order of AccountManagerImpl.createUserAccount.
void checkNewAccount(const World& world, const Call& call, const Domain& domain, const Role& role,
                     const std::string& name)
{
    checkDomain(call.account(), domain);
    for (const auto& [number, user] : world.users)
        if (user->name == call.text("username") && user->account->domain == &domain)
            refuseAccount("The user " + user->name + " already exists in domain " + printed(domain));
    checkEscalation(world, call, role);
    if (role.type == RoleType::admin && domain.path != "ROOT")
        refuseAccount("Invalid account type ADMIN given for an account in domain " + printed(domain) +
                      "; unable to create user of admin role type in non-ROOT domain.");
    if (accountIn(world, domain, name) != nullptr)
        refuseAccount("The specified account: " + name + " already exists");
}

Value runCreate(World& world, const Call& call)
{
    const Role& role = roleFor(world, call);
    const std::string name = call.has("account") ? call.text("account") : call.text("username");
    const Domain& domain = domainOfNew(world, call);
    checkNewAccount(world, call, domain, role, name);
    const Account& account = world.accounts.add({randomUuid(), 0, name, &domain, &role, nullptr, call.now()});
    world.users.add({randomUuid(), 0, call.text("username"), &account, call.now(), true, call.text("firstname"),
                     call.text("lastname"), call.text("email"), Secret(call.text("password"))});
    return Value::object().add("account", showAccount(world, account, call.isAdmin()));
}

/// By `details`, which is all unless it is given.
bool wantsLimits(const Call& call)
{
    const auto details = call.list("details");
    return details.empty() || std::any_of(details.begin(), details.end(), [](const std::string& detail) {
               return detail == "all" || detail == "resource";
           });
}

Value runListAccounts(World& world, const Call& call)
{
    const Scope scope(world, call);
    auto rows = selected(world.accounts, call);
    std::erase_if(rows, [&](const Account* account) {
        return account->project != nullptr || !scope.shows(*account) ||
               (call.has("state") && !ascii::equalIgnoringCase(call.text("state"), "enabled")) ||
               (call.has("accounttype") && call.number("accounttype") != accountTypeFor(account->role->type));
    });
    const bool withLimits = wantsLimits(call);
    return listed(world, call, "account", rows,
                  [&](const Account* account) { return showAccount(world, *account, call.isAdmin(), withLimits); });
}

/// QueryManagerImpl.getUserListInternal.
bool isWanted(const User& user, const Call& call)
{
    const auto is = [&](const char* parameter, const std::string& value) {
        return !call.has(parameter) || ascii::equalIgnoringCase(call.text(parameter), value);
    };
    const std::array searched{&user.name, &user.firstName, &user.lastName, &user.email, &user.account->name};
    const bool found = std::any_of(searched.begin(), searched.end(),
                                   [&](const std::string* text) { return containsLike(*text, call.text("keyword")); });
    return is("id", user.id) && is("username", user.name) && is("state", user.enabled ? "enabled" : "disabled") &&
           found &&
           (!call.has("accounttype") || call.number("accounttype") == accountTypeFor(user.account->role->type));
}

Value runListUsers(World& world, const Call& call)
{
    const Scope scope(world, call);
    std::vector<const User*> rows;
    for (const auto& [number, user] : world.users)
        if (scope.shows(*user->account) && isWanted(*user, call))
            rows.push_back(user.get());
    return listed(world, call, "user", rows, [&](const User* user) {
        Value shown = showUser(world, *user);
        if (call.isAdmin())
            shown.add("apikeyaccess", "INHERIT");
        return shown;
    });
}

Value runGetUser(World& world, const Call& call)
{
    const KeyPair* const keys = world.keyPair(call.text("userapikey"));
    if (keys == nullptr)
        throw Refusal(431, kInvalidParameterValue, "User with specified API key does not exist");
    return Value::object().add("user", showUser(world, *keys->user));
}

Value startEnabling(World& world, const Call& call, bool enabled)
{
    User* const user = world.users.find(call.text("id"));
    if (user == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Unable to find active user by id " + call.text("id"));
    if (!hasAccess(call.caller(), *user->account))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    user->enabled = enabled;
    user->wrongLogins = enabled ? 0 : user->wrongLogins;
    Job job;
    job.instanceType = "User";
    job.instanceId = user->id;
    job.work = [user](World& then, const Job&, const GuestOutcome&, Instant) {
        return Value::object().add("user", showUser(then, *user));
    };
    return startJob(world, call, std::move(job));
}

Value runDisable(World& world, const Call& call)
{
    return startEnabling(world, call, false);
}

Value runEnable(World& world, const Call& call)
{
    return startEnabling(world, call, true);
}

Value showDomain(const World& world, const Domain& domain, bool withLimits)
{
    const auto depth = static_cast<int>(std::count(domain.path.begin(), domain.path.end(), '/'));
    const bool hasChild = std::any_of(world.domains.begin(), world.domains.end(), [&](const auto& row) {
        return row.second.get() != &domain && isBelow(*row.second, domain);
    });
    Value shown = Value::object();
    shown.add("id", domain.id).add("name", domain.name).add("level", depth).add("haschild", hasChild);
    shown.add("path", domain.path).add("state", "Active");
    if (withLimits)
        addLimits(shown, world, LimitsOf::domain, depth == 0,
                  [&](const Account& owner) { return isBelow(*owner.domain, domain); });
    return shown.add("hasannotations", false);
}

Value runListDomains(World& world, const Call& call)
{
    auto rows = selected(world.domains, call);
    std::erase_if(rows, [&](const Domain* domain) {
        return !(call.isAdmin() || isBelow(*domain, *call.account().domain)) ||
               (!call.flag("listall") && !call.has("id") && domain != call.account().domain);
    });
    return listed(world, call, "domain", rows,
                  [&](const Domain* domain) { return showDomain(world, *domain, wantsLimits(call)); });
}

Value showProject(const World& world, const Project& project, bool withLimits)
{
    Value owners = Value::list();
    for (const Account* member : project.members)
        owners.push(Value::object().add("account", member->name));
    Value shown = Value::object();
    shown.add("id", project.id).add("name", project.name).add("displaytext", project.displayText);
    shown.add("domainid", project.account->domain->id).add("domain", project.account->domain->name);
    shown.add("owner", std::move(owners)).add("projectaccountname", project.account->name).add("state", "Active");
    shown.add("tags", Value::list());
    if (withLimits)
        addLimits(shown, world, LimitsOf::project, false,
                  [&](const Account& owner) { return owner.project == &project; });
    return shown.add("created", formatDate(project.created));
}

Value runCreateProject(World& world, const Call& call)
{
    if (world.projects.findName(call.text("name")) != nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      "Project with name " + call.text("name") + " already exists in domain id=1");
    Project& project = world.projects.add(
        {randomUuid(), 0, call.text("name"), call.text("displaytext"), nullptr, {&call.account()}, call.now()});
    const std::string account = "PrjAcct-" + project.name + "-" + std::to_string(project.number);
    project.account = &world.accounts.add(
        {randomUuid(), 0, account, call.account().domain, call.account().role, &project, call.now()});
    Job job;
    job.instanceType = "None";
    job.work = [id = project.id](World& then, const Job&, const GuestOutcome&, Instant) {
        return Value::object().add("project", showProject(then, *then.projects.find(id), true));
    };
    return startJob(world, call, std::move(job), project.id);
}

/// The newest first.
Value runListProjects(World& world, const Call& call)
{
    auto rows = selected(world.projects, call);
    std::erase_if(rows, [&](const Project* project) { return !hasAccess(call.caller(), *project->account); });
    std::reverse(rows.begin(), rows.end());
    return listed(world, call, "project", rows,
                  [&](const Project* project) { return showProject(world, *project, wantsLimits(call)); });
}

} // namespace

extern const Behaviour createAccount;
const Behaviour createAccount{.command = "createAccount", .run = runCreate};

extern const Behaviour listAccounts;
const Behaviour listAccounts{.command = "listAccounts", .run = runListAccounts, .subject = Entity::account};

extern const Behaviour listUsers;
const Behaviour listUsers{.command = "listUsers", .run = runListUsers, .subject = Entity::user};

extern const Behaviour getUser;
const Behaviour getUser{.command = "getUser", .run = runGetUser};

extern const Behaviour disableUser;
const Behaviour disableUser{.command = "disableUser",
                            .run = runDisable,
                            .subject = Entity::user,
                            .javaClass = "org.apache.cloudstack.api.command.admin.user.DisableUserCmd"};

extern const Behaviour enableUser;
const Behaviour enableUser{.command = "enableUser",
                           .run = runEnable,
                           .subject = Entity::user,
                           .javaClass = "org.apache.cloudstack.api.command.admin.user.EnableUserCmd"};

extern const Behaviour listDomains;
const Behaviour listDomains{.command = "listDomains", .run = runListDomains, .subject = Entity::domain};

extern const Behaviour createProject;
const Behaviour createProject{.command = "createProject",
                              .run = runCreateProject,
                              .javaClass = "org.apache.cloudstack.api.command.user.project.CreateProjectCmd"};

extern const Behaviour listProjects;
const Behaviour listProjects{.command = "listProjects", .run = runListProjects, .subject = Entity::project};

} // namespace readystage::cloudsim
