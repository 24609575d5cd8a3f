#include "tests/cloudsim/core/NetworkOfferings.h"
#include "tests/cloudsim/core/ScenarioFounder.h"
#include "tests/cloudsim/core/ScenarioWords.h"

#include <bit>

// The networks of a scenario.
namespace readystage::cloudsim {

void Founder::addresses(const ScenarioReader& in, Network& network) const
{
    network.firstAddress = 1;
    if (network.type == "L2") {
        for (const char* const key : {"gateway", "netmask", "range", "router"})
            if (in.has(key))
                in.fail(key, "an L2 network has no addresses and no router");
        return;
    }
    const std::uint32_t gateway = addressIn(in, "gateway", in.text("gateway"));
    const std::uint32_t mask = addressIn(in, "netmask", in.text("netmask"));
    network.gateway = formatIpv4(gateway);
    network.netmask = formatIpv4(mask);
    const auto bits = static_cast<unsigned>(std::popcount(mask));
    if (bits < 32 && (mask << bits) != 0)
        in.fail("netmask", network.netmask + " is no netmask");
    network.cidr = formatIpv4(gateway & mask) + "/" + std::to_string(bits);
    const std::string range = in.text("range");
    const std::size_t dash = range.find('-');
    if (dash == std::string::npos)
        in.fail("range", "expected FIRST-LAST");
    network.firstAddress = addressIn(in, "range", std::string_view(range).substr(0, dash));
    network.lastAddress = addressIn(in, "range", std::string_view(range).substr(dash + 1));
    if (network.firstAddress > network.lastAddress)
        in.fail("range", "the first address is behind the last");
    if (network.firstAddress <= gateway && gateway <= network.lastAddress)
        in.fail("range", "holds the gateway");
    if (!isGuestAddress(network, network.firstAddress) || !isGuestAddress(network, network.lastAddress))
        in.fail("range", "reaches out of " + network.cidr);
    if (network.vpc != nullptr && !subnetIn(in, "vpc", network.vpc->cidr).holds(network.firstAddress))
        in.fail("range", "is not in the VPC's " + network.vpc->cidr);
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
    vpc.id = newId(in, "vpc", vpc.name, world_.vpcs);
    vpc.zone = &pick(in, "zone", world_.zones);
    vpc.account = ownerIn(in);
    vpc.cidr = in.text("cidr");
    subnetIn(in, "cidr", vpc.cidr);
    vpc.domain = in.textOr("network_domain", "cloudsim.internal");
    vpc.publicAddress = publicAddressIn(in, World::kFirstVpcAddress);
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

std::string Founder::publicAddressIn(const ScenarioReader& in, std::uint32_t first) const
{
    return formatIpv4(addressIn(in, "public_ip", in.textOr("public_ip", world_.unusedPublicAddress(first))));
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
    network.id = newId(in, "network", network.name, world_.networks);
    network.type = in.textOr("type", "Isolated");
    if (network.type != "Isolated" && network.type != "Shared" && network.type != "L2")
        in.fail("type", "must be Isolated, Shared or L2");
    network.displayText = network.name;
    if (!in.textOr("vpc", "").empty())
        network.vpc = &pick(in, "vpc", world_.vpcs);
    network.offering = &offeringFor(in, network);
    if (network.vpc != nullptr && (network.type != "Isolated" || !network.offering->forVpc))
        in.fail("vpc", "a tier is Isolated and has an offering for VPCs");
    if (network.vpc == nullptr && (network.offering->guestType != network.type || network.offering->forVpc))
        in.fail("network_offering", network.offering->name + " is not for a network of type " + network.type +
                                        (network.offering->forVpc ? " without vpc" : ""));
    network.zone = &pick(in, "zone", world_.zones);
    network.domain = in.textOr("network_domain", "cloudsim.internal");
    network.created = now_;
    network.configDrive = in.flagOr("config_drive", network.offering->userDataProvider == "ConfigDrive");
    router(in, network);
    addresses(in, network);
    network.account = ownerIn(in);
    network.publicAddress =
        network.vpc != nullptr ? network.vpc->publicAddress : publicAddressIn(in, World::kFirstNetworkAddress);
    const Network& added = world_.networks.add(std::move(network));
    if (added.account != nullptr && added.type == "Isolated" && added.vpc == nullptr)
        world_.acquire(added, *added.account, true, now_);
    provideRouters(world_, added, now_);
}

} // namespace readystage::cloudsim
