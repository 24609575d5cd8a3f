#include "common/codec/Digest.h"
#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/AccountView.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

const User& userOf(const World& world, const Call& call, const char* parameter)
{
    const User* const user = world.users.find(call.text(parameter));
    if (user == nullptr)
        throw Refusal(431, kInvalidParameterValue, "unable to find user by id");
    if (!hasAccess(call.caller(), *user->account))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    return *user;
}

Value showKeys(const KeyPair& keys)
{
    const User& user = *keys.user;
    const Account& account = *user.account;
    Value shown = Value::object();
    shown.add("name", std::to_string(user.number) + " - API key pair").add("apikey", keys.apiKey);
    shown.add("secretkey", std::string(keys.secret.reveal())).add("userid", user.id).add("username", user.name);
    shown.add("id", stableId("keypair", keys.apiKey)).add("created", formatDate(user.created));
    shown.add("accounttype", account.role->type == RoleType::admin ? "ADMIN" : "NORMAL");
    shown.add("accountid", account.id).add("accountname", account.name);
    shown.add("roleid", account.role->id).add("roletype", wordFor(account.role->type));
    shown.add("rolename", account.role->name).add("domainid", account.domain->id).add("domain", account.domain->name);
    return shown.add("domainpath", account.domain->path).add("state", "ENABLED");
}

/// 64 random characters of base64's url alphabet, as CloudStack makes them.
std::string newKey()
{
    return sha256Hex(randomUuid()) + sha256Hex(randomUuid()).substr(0, 22);
}

/// In 4.11 no job, and the only pair of its user.
Value registerIn411(World& world, const User& user)
{
    world.revokeKeyPairs(user);
    KeyPair keys{newKey(), Secret(newKey()), &user};
    Value shown = Value::object();
    shown.add("apikey", keys.apiKey).add("secretkey", std::string(keys.secret.reveal()));
    world.addKeyPair(std::move(keys));
    return Value::object().add("userkeys", std::move(shown));
}

/// An earlier pair goes on being valid.
Value runRegister(World& world, const Call& call)
{
    const User& user = userOf(world, call, "id");
    if (world.settings.oldRelease)
        return registerIn411(world, user);
    const std::string apiKey = newKey();
    world.addKeyPair({apiKey, Secret(newKey()), &user});
    Job job;
    job.instanceType = "User";
    job.instanceId = user.id;
    job.work = [keys = world.keyPair(apiKey)](World&, const Job&, const GuestOutcome&, Instant) {
        return Value::object().add("userkeys", showKeys(*keys));
    };
    return startJob(world, call, std::move(job));
}

std::vector<const KeyPair*> keysOf(const World& world, const User& user)
{
    std::vector<const KeyPair*> keys = world.keyPairs();
    std::erase_if(keys, [&](const KeyPair* pair) { return pair->user != &user; });
    return keys;
}

Value runGet(World& world, const Call& call)
{
    const KeyPair* const keys = world.latestKeys(userOf(world, call, "id"));
    Value shown = Value::object();
    if (keys != nullptr)
        shown.add("apikey", keys->apiKey).add("secretkey", std::string(keys->secret.reveal()));
    if (!world.settings.oldRelease)
        shown.add("apikeyaccess", true);
    return Value::object().add("userkeys", std::move(shown));
}

Value runListUserKeys(World& world, const Call& call)
{
    const User& user = call.has("userid") ? userOf(world, call, "userid") : call.caller();
    return listed(world, call, "userapikey", keysOf(world, user), [](const KeyPair* keys) { return showKeys(*keys); });
}

std::optional<RoleType> typeNamed(const std::string& word)
{
    for (const RoleType type : {RoleType::admin, RoleType::resourceAdmin, RoleType::domainAdmin, RoleType::user})
        if (ascii::equalIgnoringCase(word, wordFor(type)))
            return type;
    return std::nullopt;
}

Value showRole(const Role& role, bool inList)
{
    Value shown = Value::object();
    shown.add("type", wordFor(role.type));
    if (inList)
        shown.add("isdefault", role.isDefault);
    shown.add("state", "enabled").add("id", role.id).add("name", role.name);
    return shown.addIfAny("description", role.description).add("ispublic", role.isPublic);
}

Value runCreateRole(World& world, const Call& call)
{
    const auto type = typeNamed(call.text("type"));
    if (!type)
        throw Refusal(431, kServerApi, "Invalid role type provided");
    const Role& role = world.roles.add({randomUuid(), 0, call.text("name"), *type, {}, call.text("description")});
    return Value::object().add("role", showRole(role, false));
}

/// org.apache.cloudstack.acl.Rule.
void checkRule(const std::string& rule)
{
    const bool isRule =
        std::all_of(rule.begin(), rule.end(), [](char c) { return ascii::isAlphanumeric(c) || c == '*'; });
    if (!isRule)
        throw Refusal(431, kInvalidParameterValue,
                      "Only API names and wildcards are allowed, invalid rule provided: " + rule);
}

bool isAllow(const std::string& given)
{
    const std::string permission = ascii::upperCase(given);
    if (permission != "ALLOW" && permission != "DENY")
        throw Refusal(530, kServerApi,
                      "No enum constant org.apache.cloudstack.acl.RolePermissionEntity.Permission." + permission);
    return permission == "ALLOW";
}

Value runPermit(World& world, const Call& call)
{
    Role* const role = world.roles.find(call.text("roleid"));
    if (role == nullptr)
        throw Refusal(431, kServerApi, "Invalid role id provided");
    const std::string rule = call.text("rule");
    checkRule(rule);
    const bool allow = isAllow(call.text("permission"));
    if (role->isDefault)
        throw Refusal(531, kPermissionDenied, "Role permission cannot be added for Default roles");
    if (std::any_of(role->rules.begin(), role->rules.end(),
                    [&](const RoleRule& known) { return ascii::equalIgnoringCase(known.command, rule); }))
        throw Refusal(531, kPermissionDenied, "Rule already exists for the role: " + role->name);
    role->rules.push_back({rule, allow});
    Value shown = Value::object();
    shown.add("id", randomUuid()).add("roleid", role->id).add("rule", rule).add("permission", allow ? "allow" : "deny");
    shown.addIfAny("description", call.text("description"));
    return Value::object().add("rolepermission", std::move(shown));
}

/// RoleManagerImpl.removeRolesIfNeeded.
bool mayNoMore(const Role& role, const Role& than)
{
    const auto commands = allCommands();
    return &role == &than || std::all_of(commands.begin(), commands.end(), [&](const Command& command) {
        return !isAllowed(role, command) || isAllowed(than, command);
    });
}

/// The name of the type is Java's and as strict; a name or a keyword goes before it.
std::optional<RoleType> wantedType(const Call& call)
{
    const std::string word = call.text("type");
    if (word.empty() || !call.isBlank("name") || !call.isBlank("keyword"))
        return std::nullopt;
    const auto type = typeNamed(word);
    if (!type || word != wordFor(*type))
        throw Refusal(530, kServerApi, "No enum constant org.apache.cloudstack.acl.RoleType." + word);
    return type;
}

/// ListRolesCmd.execute: an id goes before all, a keyword before a name.
std::vector<const Role*> wantedRoles(const World& world, const Call& call)
{
    if (const Role* const role = world.roles.find(call.text("id")))
        return {role};
    if (call.has("id") && call.text("id") != "-1")
        return {};
    const std::string state = ascii::lowerCase(call.text("state"));
    if (call.has("state") && state != "enabled" && state != "disabled")
        throw Refusal(431, kInvalidParameterValue, "Unrecognized role state value");
    const auto type = wantedType(call);
    std::vector<const Role*> rows;
    for (const auto& [number, role] : world.roles) {
        const bool named =
            call.isBlank("name") || !call.isBlank("keyword") || ascii::equalIgnoringCase(role->name, call.text("name"));
        const bool seen = call.isAdmin() ||
                          (role->isPublic && (type ? type != RoleType::admin : mayNoMore(*role, *call.account().role)));
        if (state != "disabled" && named && seen && containsLike(role->name, call.text("keyword")) &&
            type.value_or(role->type) == role->type)
            rows.push_back(role.get());
    }
    return rows;
}

Value runListRoles(World& world, const Call& call)
{
    return listed(world, call, "role", wantedRoles(world, call),
                  [](const Role* role) { return showRole(*role, true); });
}

} // namespace

extern const Behaviour registerUserKeys;
const Behaviour registerUserKeys{.command = "registerUserKeys",
                                 .run = runRegister,
                                 .subject = Entity::user,
                                 .javaClass = "org.apache.cloudstack.api.command.admin.user.RegisterUserKeysCmd"};

extern const Behaviour getUserKeys;
const Behaviour getUserKeys{.command = "getUserKeys", .run = runGet, .subject = Entity::user};

extern const Behaviour listUserKeys;
const Behaviour listUserKeys{.command = "listUserKeys", .run = runListUserKeys};

extern const Behaviour createRole;
const Behaviour createRole{.command = "createRole", .run = runCreateRole};

extern const Behaviour createRolePermission;
const Behaviour createRolePermission{.command = "createRolePermission", .run = runPermit};

extern const Behaviour listRoles;
const Behaviour listRoles{.command = "listRoles", .run = runListRoles, .subject = Entity::role};

} // namespace readystage::cloudsim
