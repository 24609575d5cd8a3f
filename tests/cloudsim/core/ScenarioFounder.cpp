#include "tests/cloudsim/core/ScenarioFounder.h"

#include "common/domain/Ids.h"
#include "tests/cloudsim/core/AccountView.h"
#include "tests/cloudsim/core/DefaultRoles.h"
#include "tests/cloudsim/core/NetworkOfferings.h"
#include "tests/cloudsim/core/ScenarioWords.h"

#include <algorithm>

namespace readystage::cloudsim {

std::string Founder::idIn(const ScenarioReader& in, const char* kind, const std::string& name)
{
    const std::string given = in.textOr("id", "");
    if (given.empty())
        return stableId(kind, name);
    const auto id = canonicalUuid(given);
    if (!id)
        in.fail("id", id.error().why);
    return *id;
}

void Founder::settings(const ScenarioReader& in, const std::string& release)
{
    world_.settings.enforcePostAndTimestamps = in.flagOr("enforce_post_and_timestamps", false);
    world_.settings.userDataMaxLength =
        static_cast<std::size_t>(in.integerOr("userdata_max_length", 32768, 1, 1048576));
    world_.settings.defaultPageSize = static_cast<std::size_t>(in.integerOr("default_page_size", 500, 1, 100000));
    world_.settings.jobDuration = std::chrono::milliseconds(in.integerOr("job_milliseconds", 100, 0, 3'600'000));
    const std::string own = in.textOr("cloudstack", "4.23");
    if (!isRelease(own))
        in.fail("cloudstack", "must be 4.23 or 4.11");
    world_.settings.oldRelease = (release.empty() ? own : release) == "4.11";
    world_.sessions.timeout = std::chrono::seconds(in.integerOr("session_seconds", 1800, 1, 1'000'000));
    world_.apiLimit.most = static_cast<unsigned>(in.integerOr("api_limit", 0, 0, 1'000'000));
    world_.apiLimit.interval = std::chrono::milliseconds(in.integerOr("api_limit_milliseconds", 1000, 1, 3'600'000));
    world_.cloudIdentifier = stableId("cloud", "cloudsim");
    world_.domains.add({stableId("domain", "ROOT"), 0, "ROOT", "ROOT"});
    for (Role& role : defaultRoles(world_.settings.oldRelease))
        world_.roles.add(std::move(role));
    networkOfferings(in);
}

/// CloudStack's own; those the scenario names get its ids.
void Founder::networkOfferings(const ScenarioReader& in)
{
    std::vector<NetworkOffering> offerings = defaultNetworkOfferings();
    in.each("network_offerings", {"name", "id"}, [&](const ScenarioReader& own) {
        const std::string name = own.text("name");
        const auto found =
            std::find_if(offerings.begin(), offerings.end(), [&](const auto& row) { return row.name == name; });
        if (found == offerings.end())
            own.fail("name", "there is no " + name);
        found->id = idIn(own, "networkoffering", name);
    });
    for (NetworkOffering& offering : offerings) {
        offering.created = now_;
        world_.networkOfferings.add(std::move(offering));
    }
}

void Founder::role(const ScenarioReader& in)
{
    Role role;
    role.name = in.text("name");
    if (world_.roles.findName(role.name) != nullptr)
        in.fail("name", "there is such a role already");
    const RoleWord* const base = findRoleWord(in.text("type"));
    if (base == nullptr)
        in.fail("type", "must be Admin, ResourceAdmin, DomainAdmin or User");
    role.type = base->type;
    role.id = newId(in, "role", role.name, world_.roles);
    in.each("rules", {"rule", "permission"}, [&](const ScenarioReader& rule) {
        const std::string permission = rule.text("permission");
        if (permission != "allow" && permission != "deny")
            rule.fail("permission", "must be allow or deny");
        role.rules.push_back({rule.text("rule"), permission == "allow"});
    });
    world_.roles.add(std::move(role));
}

/// The domain of the path, which is made with those above it when it is not there yet.
const Domain& Founder::domainIn(const ScenarioReader& in)
{
    const std::string path = in.textOr("domain", "ROOT");
    const Domain* domain = nullptr;
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        const std::string name = path.substr(at, end - at);
        if (name.empty() || (domain == nullptr && name != "ROOT"))
            in.fail("domain", "must be ROOT or a path below it, such as ROOT/sales/europe");
        const std::string id = stableId("domain", path.substr(0, end));
        domain = world_.domains.find(id);
        if (domain == nullptr)
            domain = &world_.domains.add({id, 0, name, path.substr(0, end)});
        at = end + 1;
    }
    return *domain;
}

Account& Founder::accountCalled(const ScenarioReader& in, const std::string& name)
{
    const Domain& domain = domainIn(in);
    const std::string roleName = in.textOr("role", "User");
    const RoleWord* const byWord = findRoleWord(roleName);
    const Role* const role = world_.roles.findName(byWord == nullptr ? roleName : byWord->name);
    if (role == nullptr)
        in.fail("role", "there is no " + roleName);
    if (role->type == RoleType::admin && domain.path != "ROOT")
        in.fail("domain", "an account with a role of type Admin must be in ROOT");
    if (Account* const known = world_.accounts.findName(name)) {
        if (known->role != role || known->domain != &domain)
            in.fail("account", name + " has another role or domain above");
        return *known;
    }
    return world_.accounts.add({stableId("account", name), 0, name, &domain, role, nullptr, now_});
}

void Founder::user(const ScenarioReader& in)
{
    const Account& account = accountCalled(in, in.text("account"));
    User user;
    user.name = in.textOr("username", account.name);
    user.id = idIn(in, "user", account.name + "/" + user.name);
    user.account = &account;
    user.created = now_;
    user.firstName = user.lastName = user.name;
    user.email = user.name + "@example.org";
    if (isDefault(account)) {
        user.firstName = "Admin";
        user.lastName = "User";
        user.email = "admin@mailprovider.com";
    }
    user.password = Secret(in.textOr("password", ""));
    user.enabled = in.flagOr("enabled", true);
    if (world_.users.find(user.id) != nullptr)
        in.fail(in.has("id") ? "id" : "username", "there is such a user already");
    const std::string apiKey = in.text("api_key");
    if (world_.keyPair(apiKey) != nullptr)
        in.fail("api_key", "another user has this key");
    world_.addKeyPair({apiKey, Secret(in.text("secret_key")), &world_.users.add(std::move(user))});
}

void Founder::zone(const ScenarioReader& in)
{
    Zone zone;
    zone.name = in.text("name");
    zone.id = newId(in, "zone", zone.name, world_.zones);
    zone.networkType = in.textOr("type", "Advanced");
    if (zone.networkType != "Advanced" && zone.networkType != "Basic")
        in.fail("type", "must be Advanced or Basic");
    world_.zones.add(std::move(zone));
}

void Founder::serviceOffering(const ScenarioReader& in)
{
    ServiceOffering offering;
    offering.name = in.text("name");
    offering.id = newId(in, "serviceoffering", offering.name, world_.serviceOfferings);
    offering.displayText = in.textOr("display_text", offering.name);
    offering.size = {static_cast<int>(in.integerOr("cpu_number", 1, 1, 1024)),
                     static_cast<int>(in.integerOr("cpu_speed", 1000, 1, 100000)),
                     static_cast<int>(in.integerOr("memory", 1024, 1, 100'000'000))};
    offering.customized = in.flagOr("customized", false);
    offering.isVolatile = in.flagOr("is_volatile", false);
    offering.created = now_;
    world_.serviceOfferings.add(std::move(offering));
}

void Founder::diskOffering(const ScenarioReader& in)
{
    DiskOffering offering;
    offering.name = in.text("name");
    offering.id = newId(in, "diskoffering", offering.name, world_.diskOfferings);
    offering.displayText = in.textOr("display_text", offering.name);
    offering.gigabytes = static_cast<int>(in.integerOr("disk_size", 0, 0, 1'000'000));
    offering.created = now_;
    world_.diskOfferings.add(std::move(offering));
}

void Founder::templ(const ScenarioReader& in)
{
    Template templ;
    templ.name = in.text("name");
    templ.id = newId(in, "template", templ.name, world_.templates);
    templ.displayText = in.textOr("display_text", templ.name);
    templ.format = in.textOr("format", "QCOW2");
    templ.osName = in.textOr("os", "Other Linux (64-bit)");
    templ.zone = &pick(in, "zone", world_.zones);
    templ.created = now_;
    world_.templates.add(std::move(templ));
}

} // namespace readystage::cloudsim
