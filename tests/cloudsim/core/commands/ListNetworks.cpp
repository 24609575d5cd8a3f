#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"

namespace readystage::cloudsim {

namespace {

Value showServices(const Network& network)
{
    Value services = Value::list();
    if (!network.hasUserDataService())
        return services;
    for (const char* name : {"Dhcp", "Dns", "UserData"})
        services.push(Value::object()
                          .add("name", name)
                          .add("provider", Value::list().push(Value::object().add("name", "VirtualRouter")))
                          .add("capability", Value::list()));
    return services;
}

void addOwner(Value& shown, const Network& network)
{
    if (network.account == nullptr) {
        shown.add("acltype", "Domain");
        return;
    }
    const Domain& domain = *network.account->domain;
    shown.add("acltype", "Account").add("account", network.account->name);
    shown.add("domainid", domain.id).add("domain", domain.name).add("domainpath", domain.path);
}

Value show(const Network& network)
{
    const std::string vlan = std::to_string(100 + network.number);
    Value shown = Value::object();
    shown.add("id", network.id).add("name", network.name).add("displaytext", network.name);
    shown.add("broadcastdomaintype", "Vlan").add("traffictype", "Guest");
    if (!network.gateway.empty())
        shown.add("gateway", network.gateway).add("netmask", network.netmask).add("cidr", network.cidr);
    shown.add("zoneid", network.zone->id).add("zonename", network.zone->name);
    shown.add("networkofferingid", stableId("networkoffering", network.type))
        .add("networkofferingname", "Default" + network.type);
    shown.add("issystem", false)
        .add("state", "Implemented")
        .add("related", network.id)
        .add("broadcasturi", "vlan://" + vlan);
    shown.add("type", network.type).add("vlan", vlan);
    addOwner(shown, network);
    shown.add("service", showServices(network))
        .add("networkdomain", network.domain)
        .add("restartrequired", false)
        .add("specifyvlan", false);
    shown.add("canusefordeploy", true)
        .add("ispersistent", false)
        .add("tags", Value::list())
        .add("details", Value::map());
    shown.add("displaynetwork", true).add("redundantrouter", false).add("created", formatDate(network.created));
    shown.add("hasannotations", false);
    return shown;
}

Value run(World& world, const Call& call)
{
    auto rows = selected(world.networks, call);
    const std::string zone = call.text("zoneid");
    const std::string type = call.text("type");
    std::erase_if(rows, [&](const Network* network) {
        const bool everything = call.isAdmin() && (call.has("id") || call.flag("listall"));
        const bool visible = everything || network->account == nullptr || network->account == &call.account();
        const bool wanted =
            (zone.empty() || network->zone->id == zone) &&
            (type.empty() || (containsIgnoringCase(network->type, type) && type.size() == network->type.size()));
        return !visible || !wanted;
    });
    return listed(world, call, "network", rows, [](const Network* network) { return show(*network); });
}

} // namespace

extern const Behaviour listNetworks;
const Behaviour listNetworks{.command = "listNetworks", .run = run, .subject = Entity::network};

} // namespace readystage::cloudsim
