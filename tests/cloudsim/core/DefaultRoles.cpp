#include "tests/cloudsim/core/DefaultRoles.h"

#include "tests/cloudsim/core/EmbeddedFiles.h"
#include "tests/cloudsim/core/World.h"

#include <algorithm>
#include <initializer_list>
#include <map>

namespace readystage::cloudsim {

namespace {

using Table = std::map<std::string_view, Authorized>;

Authorized authorizedBy(std::string_view letters)
{
    Authorized who;
    for (const char letter : letters)
        switch (letter) {
        case 'r':
            who.byStoredRules |= bitOf(RoleType::resourceAdmin);
            break;
        case 'd':
            who.byStoredRules |= bitOf(RoleType::domainAdmin);
            break;
        case 'u':
            who.byStoredRules |= bitOf(RoleType::user);
            break;
        case 'A':
            who.byAnnotation |= bitOf(RoleType::admin);
            break;
        case 'R':
            who.byAnnotation |= bitOf(RoleType::resourceAdmin);
            break;
        case 'D':
            who.byAnnotation |= bitOf(RoleType::domainAdmin);
            break;
        default:
            who.byAnnotation |= bitOf(RoleType::user);
        }
    return who;
}

Table readTable()
{
    Table read;
    std::string_view text = rolesTable();
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const std::size_t space = line.find(' ');
        if (!line.starts_with("#") && space != std::string_view::npos)
            read.emplace(line.substr(0, space), authorizedBy(line.substr(space + 1)));
    }
    return read;
}

const Table& table()
{
    static const Table kTable = readTable();
    return kTable;
}

Role roleOf(const char* name, RoleType type, const char* description)
{
    Role role;
    role.id = stableId("role", name);
    role.name = name;
    role.type = type;
    role.description = description;
    role.isDefault = true;
    return role;
}

void allow(Role& role, std::initializer_list<const char*> commands)
{
    for (const char* command : commands)
        role.rules.push_back({command, true});
}

/// CloudStack made the read-only and support roles from those of 4.14 (Upgrade41400to41500.java).
Role readOnlyAdmin()
{
    Role role = roleOf("Read-Only Admin - Default", RoleType::admin, "Default read-only admin role");
    allow(role, {"list*"});
    role.rules.push_back({"getUploadParamsFor*", false});
    allow(role, {"get*", "cloudianIsEnabled", "queryAsyncJobResult", "quotaIsEnabled", "quotaTariffList",
                 "quotaSummary", "quotaStatement", "quotaBalance", "setupUserTwoFactorAuthentication",
                 "validateUserTwoFactorAuthenticationCode"});
    return role;
}

Role readOnlyUser()
{
    Role role = roleOf("Read-Only User - Default", RoleType::user, "Default read-only user role");
    for (const auto& [command, who] : table())
        if ((who.byStoredRules & bitOf(RoleType::user)) != 0 && !command.starts_with("getUploadParamsFor") &&
            (command.starts_with("list") || command.starts_with("get")))
            role.rules.push_back({std::string(command), true});
    allow(role, {"cloudianIsEnabled", "queryAsyncJobResult", "quotaIsEnabled", "quotaTariffList", "quotaSummary",
                 "quotaStatement", "quotaBalance", "setupUserTwoFactorAuthentication",
                 "validateUserTwoFactorAuthenticationCode", "listUserTwoFactorAuthenticatorProviders"});
    return role;
}

void allowSupport(Role& role)
{
    allow(role, {"startVirtualMachine", "stopVirtualMachine", "rebootVirtualMachine", "startKubernetesCluster",
                 "stopKubernetesCluster", "createVolume", "attachVolume", "detachVolume", "uploadVolume", "attachIso",
                 "detachIso", "registerTemplate", "registerIso"});
}

Role supportAdmin(const Role& readOnly)
{
    Role role = roleOf("Support Admin - Default", RoleType::admin, "Default support admin role");
    for (const RoleRule& rule : readOnly.rules)
        if (rule.allow)
            role.rules.push_back(rule);
    allow(role,
          {"prepareHostForMaintenance", "cancelHostMaintenance", "enableStorageMaintenance", "cancelStorageMaintenance",
           "createServiceOffering", "createDiskOffering", "createNetworkOffering", "createVPCOffering"});
    allowSupport(role);
    return role;
}

Role supportUser(const Role& readOnly)
{
    Role role = roleOf("Support User - Default", RoleType::user, "Default support user role");
    role.rules = readOnly.rules;
    allowSupport(role);
    allow(role, {"getUploadParamsFor*"});
    return role;
}

Role kubernetes()
{
    constexpr const char* kName = "Project Kubernetes Service Role";
    Role role = roleOf(kName, RoleType::user, kName);
    role.isDefault = role.isPublic = false;
    allow(role, {"queryAsyncJobResult", "listVirtualMachines", "listVolumes", "createVolume", "deleteVolume",
                 "attachVolume", "detachVolume", "resizeVolume", "listNetworks", "createSnapshot", "listSnapshots",
                 "deleteSnapshot", "listPublicIpAddresses", "associateIpAddress", "disassociateIpAddress"});
    return role;
}

} // namespace

Authorized authorizedFor(std::string_view command)
{
    const auto found = table().find(command);
    return found == table().end() ? Authorized() : found->second;
}

std::vector<Role> defaultRoles(bool oldRelease)
{
    std::vector<Role> roles{
        roleOf("Root Admin", RoleType::admin, "Default root admin role"),
        roleOf("Resource Admin", RoleType::resourceAdmin, "Default resource admin role"),
        roleOf("Domain Admin", RoleType::domainAdmin, "Default domain admin role"),
        roleOf("User", RoleType::user, "Default user role"),
    };
    if (oldRelease)
        return roles;
    const Role admin = readOnlyAdmin();
    const Role user = readOnlyUser();
    for (Role role : {admin, user, supportAdmin(admin), supportUser(user), kubernetes()}) {
        role.rules.push_back({"*", false});
        roles.push_back(std::move(role));
    }
    return roles;
}

} // namespace readystage::cloudsim
