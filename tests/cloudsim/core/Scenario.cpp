#include "tests/cloudsim/core/Scenario.h"

#include "common/codec/Base64.h"
#include "common/domain/Ids.h"
#include "tests/cloudsim/core/AccountView.h"
#include "tests/cloudsim/core/DefaultRoles.h"
#include "tests/cloudsim/core/NetworkOfferings.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/ScenarioConduct.h"
#include "tests/cloudsim/core/ScenarioWords.h"
#include "tests/cloudsim/core/VmStates.h"

#include <algorithm>
#include <bit>
#include <charconv>

namespace readystage::cloudsim {

namespace {

/// Builds the world row by row; rows may refer to rows that stand before them in this order.
class Founder {
public:
    Founder(World& world, Instant now) : world_(world), now_(now) {}

    void settings(const ScenarioReader& in, const std::string& given);
    void role(const ScenarioReader& in);
    void user(const ScenarioReader& in);
    void zone(const ScenarioReader& in);
    void serviceOffering(const ScenarioReader& in);
    void diskOffering(const ScenarioReader& in);
    void templ(const ScenarioReader& in);
    void vpc(const ScenarioReader& in);
    void network(const ScenarioReader& in);
    void virtualMachine(const ScenarioReader& in);

private:
    std::string idOf(const ScenarioReader& in, const char* kind, const std::string& name) const;
    const Domain& domainCalled(const std::string& path);
    Account& accountCalled(const ScenarioReader& in, const std::string& name);
    const NetworkOffering& offeringFor(const ScenarioReader& in, const Network& network) const;
    const Account* ownerIn(const ScenarioReader& in) const;
    std::string publicAddressIn(const ScenarioReader& in, std::uint64_t standIn) const;
    void router(const ScenarioReader& in, Network& network) const;
    void networkOfferings(const ScenarioReader& in);
    void addresses(const ScenarioReader& in, Network& network) const;
    void place(const ScenarioReader& in, Vm& vm);

    /// The row the member names, by name or id; the first row when the member is missing.
    template <class Rows> auto& pick(const ScenarioReader& in, const char* key, const Rows& rows) const
    {
        const std::string wanted = in.textOr(key, "");
        if (wanted.empty() && rows.size() > 0)
            return *rows.begin()->second;
        auto* row = rows.findName(wanted);
        if (row == nullptr)
            row = rows.find(wanted);
        if (row == nullptr)
            in.fail(key, wanted.empty() ? "there is none to choose" : "there is no " + wanted);
        return *row;
    }

    World& world_;
    Instant now_;
};

/** What a Founder makes of one object of a list. */
using Found = void (Founder::*)(const ScenarioReader&);

std::string Founder::idOf(const ScenarioReader& in, const char* kind, const std::string& name) const
{
    const std::string given = in.textOr("id", "");
    if (given.empty())
        return stableId(kind, name);
    const auto id = canonicalUuid(given);
    if (!id)
        in.fail("id", id.error().why);
    return *id;
}

void Founder::settings(const ScenarioReader& in, const std::string& given)
{
    world_.settings.enforcePostAndTimestamps = in.flagOr("enforce_post_and_timestamps", false);
    world_.settings.userDataMaxLength =
        static_cast<std::size_t>(in.integerOr("userdata_max_length", 32768, 1, 1048576));
    world_.settings.defaultPageSize = static_cast<std::size_t>(in.integerOr("default_page_size", 500, 1, 100000));
    world_.settings.jobDuration = std::chrono::milliseconds(in.integerOr("job_milliseconds", 100, 0, 3'600'000));
    const std::string release = in.textOr("cloudstack", "4.23");
    if (!isRelease(release))
        in.fail("cloudstack", "must be 4.23 or 4.11");
    world_.settings.oldRelease = (given.empty() ? release : given) == "4.11";
    world_.sessions.timeout = std::chrono::seconds(in.integerOr("session_seconds", 1800, 1, 1'000'000));
    world_.apiLimit.most = static_cast<unsigned>(in.integerOr("api_limit", 0, 0, 1'000'000));
    world_.apiLimit.interval = std::chrono::milliseconds(in.integerOr("api_limit_milliseconds", 1000, 1, 3'600'000));
    world_.cloudIdentifier = stableId("cloud", "cloudsim");
    for (Role& role : defaultRoles(world_.settings.oldRelease))
        world_.roles.add(std::move(role));
    networkOfferings(in);
}

/// CloudStack's own; those the scenario names get its ids.
void Founder::networkOfferings(const ScenarioReader& in)
{
    std::vector<NetworkOffering> offerings = defaultNetworkOfferings();
    for (const Json& object : in.objects("network_offerings")) {
        const ScenarioReader own(object, "network_offerings[]", {"name", "id"});
        const std::string name = own.text("name");
        const auto found =
            std::find_if(offerings.begin(), offerings.end(), [&](const auto& row) { return row.name == name; });
        if (found == offerings.end())
            own.fail("name", "there is no " + name);
        found->id = idOf(own, "networkoffering", name);
    }
    for (NetworkOffering& offering : offerings) {
        offering.created = now_;
        world_.networkOfferings.add(std::move(offering));
    }
}

void Founder::role(const ScenarioReader& in)
{
    Role role;
    role.name = in.text("name");
    const RoleWord* const base = findRoleWord(in.text("type"));
    if (base == nullptr)
        in.fail("type", "must be Admin, ResourceAdmin, DomainAdmin or User");
    role.type = base->type;
    role.id = idOf(in, "role", role.name);
    for (const Json& object : in.objects("rules")) {
        const ScenarioReader rule(object, in.pathOf("rules[]"), {"rule", "permission"});
        const std::string permission = rule.text("permission");
        if (permission != "allow" && permission != "deny")
            rule.fail("permission", "must be allow or deny");
        role.rules.push_back({rule.text("rule"), permission == "allow"});
    }
    world_.roles.add(std::move(role));
}

const Domain& Founder::domainCalled(const std::string& path)
{
    const std::string name = path.substr(path.rfind('/') + 1);
    if (const Domain* const known = world_.domains.findName(name))
        return *known;
    return world_.domains.add({stableId("domain", path), 0, name, path});
}

Account& Founder::accountCalled(const ScenarioReader& in, const std::string& name)
{
    const Domain& domain = domainCalled(in.textOr("domain", "ROOT"));
    const std::string roleName = in.textOr("role", "User");
    const RoleWord* const byWord = findRoleWord(roleName);
    const Role* const role = world_.roles.findName(byWord == nullptr ? roleName : byWord->name);
    if (role == nullptr)
        in.fail("role", "there is no " + roleName);
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
    user.id = idOf(in, "user", account.name + "/" + user.name);
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
        in.fail("username", "there is such a user already");
    const std::string apiKey = in.text("api_key");
    if (world_.keyPair(apiKey) != nullptr)
        in.fail("api_key", "another user has this key");
    world_.addKeyPair({apiKey, Secret(in.text("secret_key")), &world_.users.add(std::move(user))});
}

void Founder::zone(const ScenarioReader& in)
{
    Zone zone;
    zone.name = in.text("name");
    zone.id = idOf(in, "zone", zone.name);
    zone.networkType = in.textOr("type", "Advanced");
    if (zone.networkType != "Advanced" && zone.networkType != "Basic")
        in.fail("type", "must be Advanced or Basic");
    world_.zones.add(std::move(zone));
}

void Founder::serviceOffering(const ScenarioReader& in)
{
    ServiceOffering offering;
    offering.name = in.text("name");
    offering.id = idOf(in, "serviceoffering", offering.name);
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
    offering.id = idOf(in, "diskoffering", offering.name);
    offering.displayText = in.textOr("display_text", offering.name);
    offering.gigabytes = static_cast<int>(in.integerOr("disk_size", 0, 0, 1'000'000));
    offering.created = now_;
    world_.diskOfferings.add(std::move(offering));
}

void Founder::templ(const ScenarioReader& in)
{
    Template templ;
    templ.name = in.text("name");
    templ.id = idOf(in, "template", templ.name);
    templ.displayText = in.textOr("display_text", templ.name);
    templ.format = in.textOr("format", "QCOW2");
    templ.osName = in.textOr("os", "Other Linux (64-bit)");
    templ.zone = &pick(in, "zone", world_.zones);
    templ.created = now_;
    world_.templates.add(std::move(templ));
}

void Founder::addresses(const ScenarioReader& in, Network& network) const
{
    network.firstAddress = 1;
    if (network.type == "L2")
        return;
    network.gateway = formatIpv4(addressIn(in, "gateway", in.text("gateway")));
    network.netmask = formatIpv4(addressIn(in, "netmask", in.text("netmask")));
    const std::uint32_t mask = *parseIpv4(network.netmask);
    const auto bits = static_cast<unsigned>(std::popcount(mask));
    if (bits < 32 && (mask << bits) != 0)
        in.fail("netmask", network.netmask + " is no netmask");
    network.cidr = formatIpv4(*parseIpv4(network.gateway) & mask) + "/" + std::to_string(bits);
    const std::string range = in.text("range");
    const std::size_t dash = range.find('-');
    if (dash == std::string::npos)
        in.fail("range", "expected FIRST-LAST");
    network.firstAddress = addressIn(in, "range", std::string_view(range).substr(0, dash));
    network.lastAddress = addressIn(in, "range", std::string_view(range).substr(dash + 1));
    if (network.firstAddress > network.lastAddress)
        in.fail("range", "the first address is behind the last");
}

const NetworkOffering& Founder::offeringFor(const ScenarioReader& in, const Network& network) const
{
    const std::string named = in.textOr("network_offering", network.vpc != nullptr ? kTierOffering : "");
    for (const auto& [number, offering] : world_.networkOfferings)
        if (named.empty() ? offering->guestType == network.type && !offering->securityGroups : offering->name == named)
            return *offering;
    in.fail("network_offering", "there is no " + named);
}

void Founder::vpc(const ScenarioReader& in)
{
    Vpc vpc;
    vpc.name = vpc.displayText = in.text("name");
    vpc.id = idOf(in, "vpc", vpc.name);
    vpc.zone = &pick(in, "zone", world_.zones);
    vpc.account = ownerIn(in);
    vpc.cidr = in.text("cidr");
    vpc.domain = in.textOr("network_domain", "cloudsim.internal");
    vpc.publicAddress = publicAddressIn(in, 200 + world_.vpcs.made() % 50);
    vpc.redundantRouter = in.flagOr("redundant_router", false);
    vpc.created = now_;
    world_.vpcs.add(std::move(vpc));
}

/// Whose it is; nullptr: everybody's.
const Account* Founder::ownerIn(const ScenarioReader& in) const
{
    const std::string name = in.textOr("account", "");
    const Account* const account = name.empty() ? nullptr : world_.accounts.findName(name);
    if (!name.empty() && account == nullptr)
        in.fail("account", "there is no user of an account " + name);
    return account;
}

std::string Founder::publicAddressIn(const ScenarioReader& in, std::uint64_t standIn) const
{
    const std::string fallback = formatIpv4(0xCB007100U + static_cast<std::uint32_t>(standIn)); // 203.0.113.0
    return formatIpv4(addressIn(in, "public_ip", in.textOr("public_ip", fallback)));
}

void Founder::router(const ScenarioReader& in, Network& network) const
{
    const auto object = in.object("router");
    if (!object)
        return;
    const ScenarioReader router(*object, in.pathOf("router"), {"listen", "redundant"});
    network.redundantRouter = router.flagOr("redundant", false);
    if (network.redundantRouter && network.vpc != nullptr)
        router.fail("redundant", "the router is the VPC's: redundant_router there");
    network.routerListeners = router.texts("listen");
    for (const std::string& listener : network.routerListeners)
        checkListener(router, "listen", listener);
}

void Founder::network(const ScenarioReader& in)
{
    Network network;
    network.name = in.text("name");
    network.id = idOf(in, "network", network.name);
    network.type = in.textOr("type", "Isolated");
    if (network.type != "Isolated" && network.type != "Shared" && network.type != "L2")
        in.fail("type", "must be Isolated, Shared or L2");
    network.displayText = network.name;
    if (!in.textOr("vpc", "").empty())
        network.vpc = &pick(in, "vpc", world_.vpcs);
    network.offering = &offeringFor(in, network);
    if (network.vpc != nullptr && (network.type != "Isolated" || !network.offering->forVpc))
        in.fail("vpc", "a tier is Isolated and has an offering for VPCs");
    network.zone = &pick(in, "zone", world_.zones);
    network.domain = in.textOr("network_domain", "cloudsim.internal");
    network.created = now_;
    network.configDrive = in.flagOr("config_drive", network.offering->userDataProvider == "ConfigDrive");
    addresses(in, network);
    network.account = ownerIn(in);
    router(in, network);
    network.publicAddress =
        network.vpc != nullptr ? network.vpc->publicAddress : publicAddressIn(in, 10 + world_.networks.size() % 180);
    const Network& added = world_.networks.add(std::move(network));
    if (added.account != nullptr && added.type == "Isolated" && added.vpc == nullptr)
        world_.acquire(added, *added.account, true, now_);
    provideRouters(world_, added, now_);
}

void Founder::place(const ScenarioReader& in, Vm& vm)
{
    const Network& network = pick(in, "network", world_.networks);
    const std::string address = in.textOr("address", "");
    try {
        if (address.empty())
            world_.addNic(vm, network);
        else if (!world_.addNicAt(vm, network, addressIn(in, "address", address)))
            in.fail("address", address + " is taken");
    } catch (const Refusal& refusal) {
        in.fail("network", refusal.text());
    }
    if (vm.host.empty())
        leaveHost(vm, now_); // it ran before
}

void Founder::virtualMachine(const ScenarioReader& in)
{
    Vm vm;
    vm.name = in.text("name");
    vm.id = idOf(in, "vm", vm.name);
    vm.displayName = in.textOr("display_name", vm.name);
    const Account& account = pick(in, "account", world_.accounts);
    const auto owner = std::find_if(world_.users.begin(), world_.users.end(),
                                    [&](const auto& row) { return row.second->account == &account; });
    vm.user = owner->second.get();
    vm.account = &account;
    vm.rootVolume = stableId("volume", vm.id);
    vm.state = stateIn(in);
    vm.zone = &pick(in, "zone", world_.zones);
    vm.templ = &pick(in, "template", world_.templates);
    vm.offering = &pick(in, "service_offering", world_.serviceOfferings);
    vm.size = vm.offering->size;
    vm.created = now_;
    vm.updated = now_;
    vm.host = vm.state == state::kRunning ? kHostName : "";
    if (world_.vms.find(vm.id) != nullptr)
        in.fail("name", "there is such a virtual machine already");
    const std::string userData = in.textOr("userdata", "");
    vm.userData = vm.routerUserData = userData.empty() ? "" : base64::encode(userData);
    for (auto& [key, value] : in.pairs("tags"))
        vm.tags.push_back({key, value});
    place(in, world_.vms.add(vm));
    const std::int64_t count = in.integerOr("count", 1, 1, 1'000'000);
    for (std::int64_t i = 2; i <= count; ++i) {
        Vm more = vm;
        more.name = more.displayName = vm.name + "-" + std::to_string(i);
        more.id = stableId("vm", more.name);
        if (world_.vms.find(more.id) != nullptr)
            in.fail("count", "there is a virtual machine " + more.name + " already");
        place(in, world_.vms.add(std::move(more)));
    }
}

[[noreturn]] void failAtByte(std::string_view text, const std::string& what)
{
    const std::size_t at = what.rfind(" at byte ");
    std::size_t byte = 0;
    if (at != std::string::npos)
        std::from_chars(what.data() + at + 9, what.data() + what.size(), byte);
    const auto before = text.substr(0, std::min(byte, text.size()));
    throw ScenarioError(1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')), what);
}

} // namespace

Scenario readScenario(std::string_view text, Instant now, const std::string& release)
try {
    const ScenarioReader in(Json::parse(text), "",
                            {"listen",
                             "guest_hook",
                             "job_milliseconds",
                             "enforce_post_and_timestamps",
                             "userdata_max_length",
                             "default_page_size",
                             "session_seconds",
                             "roles",
                             "users",
                             "zones",
                             "service_offerings",
                             "disk_offerings",
                             "network_offerings",
                             "templates",
                             "vpcs",
                             "networks",
                             "virtual_machines",
                             "speed",
                             "misbehaviours",
                             "api_limit",
                             "api_limit_milliseconds",
                             "cloudstack"});
    Scenario scenario{std::make_unique<World>(), in.textOr("listen", "127.0.0.1:8080"), in.textOr("guest_hook", ""),
                      readSpeed(in), readMisbehaviours(in)};
    checkListener(in, "listen", scenario.listen);
    Founder founder(*scenario.world, now);
    founder.settings(in, release);
    const auto each = [&](const char* key, std::initializer_list<const char*> known, Found found) {
        std::size_t index = 0;
        for (const Json& object : in.objects(key))
            (founder.*found)(ScenarioReader(object, std::string(key) + "[" + std::to_string(index++) + "]", known));
    };
    each("roles", {"id", "name", "type", "rules"}, &Founder::role);
    each("users", {"id", "account", "username", "role", "domain", "api_key", "secret_key", "enabled", "password"},
         &Founder::user);
    each("zones", {"id", "name", "type"}, &Founder::zone);
    each("service_offerings",
         {"id", "name", "display_text", "cpu_number", "cpu_speed", "memory", "customized", "is_volatile"},
         &Founder::serviceOffering);
    each("disk_offerings", {"id", "name", "display_text", "disk_size"}, &Founder::diskOffering);
    each("templates", {"id", "name", "display_text", "zone", "format", "os"}, &Founder::templ);
    each("vpcs", {"id", "name", "zone", "account", "cidr", "network_domain", "public_ip", "redundant_router"},
         &Founder::vpc);
    each("networks",
         {"id", "name", "zone", "type", "network_offering", "vpc", "account", "network_domain", "gateway", "netmask",
          "range", "public_ip", "router", "config_drive"},
         &Founder::network);
    each("virtual_machines",
         {"id", "name", "display_name", "account", "zone", "template", "service_offering", "network", "address",
          "state", "userdata", "tags", "count"},
         &Founder::virtualMachine);
    if (scenario.world->users.size() == 0)
        in.fail("users", "at least one user is needed");
    return scenario;

} catch (const JsonError& error) {
    failAtByte(text, error.what());
}

} // namespace readystage::cloudsim
