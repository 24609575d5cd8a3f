#include "common/codec/Digest.h"
#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Infrastructure.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/NetworkOfferings.h"
#include "tests/cloudsim/core/NetworkServices.h"
#include "tests/cloudsim/core/Owners.h"
#include "tests/cloudsim/core/Printed.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Scope.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>

namespace readystage::cloudsim {

namespace {

Value show(const Network& network, bool toAdmin)
{
    const std::string vlan = std::to_string(100 + network.number);
    Value shown = Value::object();
    shown.add("id", network.id).add("name", network.name).add("displaytext", network.displayText);
    shown.add("broadcastdomaintype", "Vlan").add("traffictype", "Guest");
    if (!network.gateway.empty())
        shown.add("gateway", network.gateway).add("netmask", network.netmask).add("cidr", network.cidr);
    shown.add("zoneid", network.zone->id).add("zonename", network.zone->name);
    shown.add("networkofferingid", network.offering->id).add("networkofferingname", network.offering->name);
    shown.add("networkofferingdisplaytext", network.offering->displayText);
    shown.add("networkofferingconservemode", isConserving(*network.offering));
    shown.add("networkofferingavailability", availabilityOf(*network.offering)).add("issystem", false);
    shown.add("state", network.implemented ? "Implemented" : "Allocated").add("related", network.id);
    if (network.implemented)
        shown.add("broadcasturi", "vlan://" + vlan);
    shown.add("dns1", "192.0.2.53").add("type", network.type);
    if (network.implemented)
        shown.add("vlan", vlan);
    shown.add("acltype", network.account == nullptr ? "Domain" : "Account");
    if (network.account != nullptr)
        addOwner(shown, *network.account);
    shown.add("service", showServices(network));
    if (network.type != "L2")
        shown.add("networkdomain", network.domain);
    if (network.vpc != nullptr)
        shown.add("vpcid", network.vpc->id).add("vpcname", network.vpc->name);
    shown.add("physicalnetworkid", physicalNetworkId()).add("restartrequired", false);
    shown.add("specifyvlan", false).add("specifyipranges", false).add("canusefordeploy", true);
    shown.add("ispersistent", false).add("tags", Value::list());
    if (toAdmin)
        shown.add("details", Value::map()).add("displaynetwork", true);
    shown.add("strechedl2subnet", false).add("redundantrouter", network.redundantRouter);
    shown.add("supportsvmautoscaling", network.offering->providerOf("Lb") == "VirtualRouter");
    shown.add("created", formatDate(network.created));
    const bool hasFirewall = !network.offering->providerOf("Firewall").empty();
    if (hasFirewall)
        shown.add("egressdefaultpolicy", false);
    shown.add("publicmtu", 1500).add("privatemtu", 1500);
    if (hasFirewall && toAdmin)
        shown.add("keepmacaddressonpublicnic", true);
    return shown.add("hasannotations", false);
}

bool supports(const Network& network, const std::vector<std::string>& services)
{
    return std::all_of(services.begin(), services.end(), [&](const std::string& service) {
        return service == "UserData" ? network.hasUserDataService() : !network.offering->providerOf(service).empty();
    });
}

/// Whose networks a list shows: NetworkServiceImpl.searchForNetworks, which is not as the other lists. An admin sees
/// those of all accounts of his domain, and account counts only beside domainid.
class NetworkScope {
public:
    NetworkScope(const World& world, const Call& call)
        : domain_(domainAskedFor(world, call)),
          recursive_(call.flag("isrecursive") || (call.flag("listall") && domain_ == nullptr))
    {
        const Account& caller = call.account();
        const bool isUser = caller.role->type == RoleType::user;
        if (domain_ != nullptr && call.has("account"))
            permitted_.push_back(&accountOf(world, call, *domain_));
        domain_ = domain_ == nullptr ? caller.domain : domain_;
        if (isUser)
            permitted_.push_back(&caller);
        const std::string project = call.text("projectid");
        if (project == "-1")
            addProjects(world, call, isUser);
        else if (!project.empty())
            permitProject(world, call, project);
    }

    bool shows(const Network& network) const
    {
        if (network.account == nullptr)
            return true;
        if (!allProjects_ && (network.account->project != nullptr) != ofProject_)
            return false;
        if (!permitted_.empty())
            return std::find(permitted_.begin(), permitted_.end(), network.account) != permitted_.end();
        const Domain& own = *network.account->domain;
        return recursive_ ? isBelow(own, *domain_) : &own == domain_;
    }

private:
    static const Account& accountOf(const World& world, const Call& call, const Domain& domain)
    {
        const Account* const account = accountIn(world, domain, call.text("account"));
        if (account == nullptr)
            throw Refusal(431, kInvalidParameterValue,
                          "Unable to find account " + call.text("account") + " in specified domain");
        if (!hasAccess(call.caller(), *account))
            throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
        return *account;
    }

    void addProjects(const World& world, const Call& call, bool isUser)
    {
        allProjects_ = true;
        for (const auto& [number, project] : world.projects)
            if (isUser && hasAccess(call.caller(), *project->account))
                permitted_.push_back(project->account);
    }

    void permitProject(const World& world, const Call& call, const std::string& id)
    {
        const Project* const project = world.projects.find(id);
        if (project == nullptr)
            throw Refusal(431, kInvalidParameterValue, "Unable to find project by specified id");
        if (!hasAccess(call.caller(), *project->account))
            throw Refusal(431, kInvalidParameterValue,
                          "Account " + printed(call.account()) + " cannot access specified project id");
        ofProject_ = true;
        permitted_ = {project->account};
    }

    const Domain* domain_;
    bool recursive_;
    bool ofProject_ = false;
    bool allProjects_ = false;
    std::vector<const Account*> permitted_;
};

/// Whether the networks of accounts are meant, and those of everybody.
std::pair<bool, bool> kindsFor(const Call& call)
{
    static constexpr std::array kFilters{"Account", "Domain", "AccountDomain", "Shared", "All"};
    const std::string filter = call.has("networkfilter") ? call.text("networkfilter") : "All";
    const auto is = [&](const char* name) { return ascii::equalIgnoringCase(filter, name); };
    if (std::none_of(kFilters.begin(), kFilters.end(), is))
        throw Refusal(431, kInvalidParameterValue, "Invalid value of networkfilter: " + filter);
    return {is("Account") || is("AccountDomain") || is("All"), is("Domain") || is("AccountDomain") || is("All")};
}

bool isWanted(const Network& network, const Call& call)
{
    const auto is = [&](const char* parameter, const std::string& value) {
        return !call.has(parameter) || ascii::equalIgnoringCase(call.text(parameter), value);
    };
    return is("zoneid", network.zone->id) && is("type", network.type) && is("traffictype", "Guest") &&
           is("acltype", network.account == nullptr ? "Domain" : "Account") &&
           is("networkofferingid", network.offering->id) && !call.flag("restartrequired") &&
           !(call.isAdmin() && call.flag("issystem")) && call.optionalFlag("canusefordeploy").value_or(true) &&
           (!call.has("vpcid") || (network.vpc != nullptr && network.vpc->id == call.text("vpcid"))) &&
           call.optionalFlag("forvpc").value_or(network.vpc != nullptr) == (network.vpc != nullptr);
}

/// Network.Service of 4.23.
void checkServices(const std::vector<std::string>& services)
{
    static constexpr std::array kServices{
        "Vpn",          "Dhcp",        "Dns",       "Gateway",        "Firewall",      "Lb",
        "UserData",     "SourceNat",   "StaticNat", "PortForwarding", "SecurityGroup", "NetworkACL",
        "Connectivity", "CustomAction"};
    for (const std::string& service : services)
        if (std::none_of(kServices.begin(), kServices.end(),
                         [&](const char* known) { return ascii::equalIgnoringCase(service, known); }))
            throw Refusal(431, kInvalidParameterValue, "Invalid service specified " + service);
}

/// The newest first.
Value runListNetworks(World& world, const Call& call)
{
    const NetworkScope scope(world, call);
    const auto [ofAccounts, ofAll] = kindsFor(call);
    auto rows = selected(world.networks, call);
    std::erase_if(rows, [&, accounts = ofAccounts, all = ofAll](const Network* network) {
        return !(network->account == nullptr ? all : accounts) || !scope.shows(*network) || !isWanted(*network, call);
    });
    const auto services = call.list("supportedservices");
    if (!rows.empty())
        checkServices(services);
    std::erase_if(rows, [&](const Network* network) { return !supports(*network, services); });
    std::reverse(rows.begin(), rows.end());
    return listed(world, call, "network", rows, [&](const Network* network) { return show(*network, call.isAdmin()); });
}

/// CloudStack's own addresses where none are given.
void giveAddresses(Network& network, const Call& call)
{
    network.firstAddress = 1; // behind lastAddress: none
    if (network.type == "L2")
        return;
    const auto textOr = [&](const char* name, const char* fallback) {
        return call.has(name) ? call.text(name) : std::string(fallback);
    };
    network.gateway = textOr("gateway", "10.1.1.1");
    network.netmask = textOr("netmask", "255.255.255.0");
    const auto gateway = parseIpv4(network.gateway);
    const auto mask = parseIpv4(network.netmask);
    if (!gateway || !mask)
        throw Refusal(431, kInvalidParameterValue, "Invalid gateway or netmask is specified");
    const std::uint32_t base = *gateway & *mask;
    network.cidr = formatIpv4(base) + "/" + std::to_string(std::popcount(*mask));
    network.firstAddress = parseIpv4(call.text("startip")).value_or(std::max(base + 2, *gateway + 1));
    network.lastAddress = parseIpv4(call.text("endip")).value_or((base | ~*mask) - 1);
}

/// The account's number in hexadecimal digits, and guest.domain.suffix.
std::string domainFor(const Account& owner)
{
    std::array<char, 24> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), owner.number, 16);
    return "cs" + std::string(digits.data(), written.ptr) + "cloud.internal";
}

/// A tier's offering is for VPCs, all others are not.
const Vpc* vpcFor(const World& world, const Call& call, const NetworkOffering& offering)
{
    const Vpc* const vpc = world.vpcs.find(call.text("vpcid"));
    if (call.has("vpcid") && vpc == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Unable to find Vpc by specified id");
    if ((vpc != nullptr) != offering.forVpc)
        throw Refusal(431, kInvalidParameterValue,
                      vpc != nullptr ? "Network offering " + offering.name + " can't be used for VPC networks"
                                     : "Network offering can be used for VPC networks only");
    if (vpc != nullptr && vpc->account != nullptr && !hasAccess(call.caller(), *vpc->account))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    return vpc;
}

Value runCreateNetwork(World& world, const Call& call)
{
    const Account& owner = ownerOfNew(world, call);
    Network network;
    network.id = randomUuid();
    network.name = call.text("name");
    network.displayText = call.has("displaytext") ? call.text("displaytext") : network.name;
    network.zone = world.zones.find(call.text("zoneid"));
    network.offering = world.networkOfferings.find(call.text("networkofferingid"));
    if (network.zone == nullptr || network.offering == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Unable to find network offering by specified id");
    network.type = network.offering->guestType;
    network.configDrive = network.offering->userDataProvider == "ConfigDrive";
    network.account = &owner;
    network.vpc = vpcFor(world, call, *network.offering);
    network.domain = call.has("networkdomain") ? call.text("networkdomain")
                     : network.vpc != nullptr  ? network.vpc->domain
                                               : domainFor(owner);
    network.publicAddress =
        network.vpc != nullptr ? network.vpc->publicAddress : world.unusedPublicAddress(World::kFirstNetworkAddress);
    network.implemented = false;
    network.created = call.now();
    giveAddresses(network, call);
    const Network& added = world.networks.add(std::move(network));
    if (added.type == "Isolated" && added.vpc == nullptr)
        world.acquire(added, owner, true, call.now());
    return Value::object().add("network", show(added, call.isAdmin()));
}

Value runListOfferings(World& world, const Call& call)
{
    auto rows = selected(world.networkOfferings, call);
    const auto services = call.list("supportedservices");
    std::erase_if(rows, [&](const NetworkOffering* offering) {
        return (call.has("guestiptype") && !ascii::equalIgnoringCase(offering->guestType, call.text("guestiptype"))) ||
               (call.has("state") && call.text("state") != "Enabled") ||
               std::any_of(services.begin(), services.end(),
                           [&](const std::string& service) { return offering->providerOf(service).empty(); }) ||
               call.optionalFlag("forvpc").value_or(offering->forVpc) != offering->forVpc;
    });
    return listed(world, call, "networkoffering", rows,
                  [](const NetworkOffering* offering) { return showNetworkOffering(*offering); });
}

} // namespace

extern const Behaviour listNetworks;
const Behaviour listNetworks{.command = "listNetworks", .run = runListNetworks, .subject = Entity::network};

extern const Behaviour createNetwork;
const Behaviour createNetwork{.command = "createNetwork", .run = runCreateNetwork};

extern const Behaviour listNetworkOfferings;
const Behaviour listNetworkOfferings{
    .command = "listNetworkOfferings", .run = runListOfferings, .subject = Entity::networkOffering};

} // namespace readystage::cloudsim
