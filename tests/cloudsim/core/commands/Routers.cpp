#include "tests/cloudsim/core/Routers.h"

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Infrastructure.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Scope.h"
#include "tests/cloudsim/core/SystemVmView.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

std::vector<const Network*> servedBy(const World& world, const Router& router)
{
    std::vector<const Network*> networks;
    for (const auto& [number, network] : world.networks)
        if (router.serves(*network) && network->implemented)
            networks.push_back(network.get());
    return networks;
}

const Account* ownerOf(const Router& router)
{
    return router.vpc != nullptr ? router.vpc->account : router.network->account;
}

const Zone& zoneOf(const Router& router)
{
    return router.vpc != nullptr ? *router.vpc->zone : *router.network->zone;
}

const std::string& publicAddressOf(const Router& router)
{
    return router.vpc != nullptr ? router.vpc->publicAddress : router.network->publicAddress;
}

const char* redundantState(const World& world, const Router& router)
{
    if (!router.redundant || router.state != state::kRunning)
        return "UNKNOWN";
    if (!router.primary)
        return "BACKUP";
    return world.settings.oldRelease ? "MASTER" : "PRIMARY";
}

Value showGuestNic(const Router& router, const Network& network)
{
    const std::string vlan = "vlan://" + std::to_string(100 + network.number);
    Value nic = Value::object();
    nic.add("id", stableId("routernic", router.id + network.id)).add("networkid", network.id);
    nic.add("networkname", network.name).add("netmask", network.netmask).add("ipaddress", network.gateway);
    nic.add("isolationuri", vlan).add("broadcasturi", vlan).add("traffictype", "Guest").add("type", network.type);
    nic.add("isdefault", false).add("macaddress", macOf(parseIpv4(network.gateway).value_or(0)));
    return nic.add("mtu", 1500).add("enabled", true);
}

/// Who runs it, and its NICs: for admins of the whole cloud.
void addPlace(const World& world, Value& shown, const Router& router)
{
    const SystemVmAddresses addresses(router.number);
    shown.add("podid", podId()).add("podname", kPodName);
    if (router.state == state::kRunning)
        shown.add("hostid", hostId()).add("hostname", kHostName).add("hostcontrolstate", "Enabled");
    shown.add("hypervisor", "Simulator");
    addresses.addLinkLocal(shown).add("linklocalnetworkid", stableId("network", "control"));
    addresses.addPublic(shown, publicAddressOf(router)).add("publicnetworkid", stableId("network", "public"));
    for (const Network* network : servedBy(world, router)) {
        if (router.vpc == nullptr) {
            shown.add("guestipaddress", network->gateway);
            shown.add("guestmacaddress", macOf(parseIpv4(network->gateway).value_or(0)));
            shown.add("guestnetmask", network->netmask).add("guestnetworkid", network->id);
            shown.add("guestnetworkname", network->name);
        }
    }
}

void addOwnerOf(const World& world, Value& shown, const Router& router)
{
    if (const Account* const owner = ownerOf(router)) {
        addOwner(shown, *owner);
        return;
    }
    const Domain& root = *world.domains.begin()->second;
    shown.add("account", "system").add("domainid", root.id).add("domain", root.name).add("domainpath", root.path);
}

Value showNics(const World& world, const Router& router)
{
    const SystemVmAddresses addresses(router.number);
    Value nics = Value::list();
    for (const Network* network : servedBy(world, router))
        nics.push(showGuestNic(router, *network));
    nics.push(addresses.controlNic(router.id)).push(addresses.publicNic(router.id, publicAddressOf(router)));
    return nics;
}

Value showRouter(const World& world, const Router& router, const User& viewer)
{
    const RoleType viewed = viewer.account->role->type;
    const bool toAdmin = viewed == RoleType::admin || viewed == RoleType::resourceAdmin;
    const std::string& domain = router.vpc != nullptr ? router.vpc->domain : router.network->domain;
    Value shown = Value::object();
    shown.add("id", router.id).add("zoneid", zoneOf(router).id).add("zonename", zoneOf(router).name);
    shown.add("dns1", kDns).addIfAny("networkdomain", domain);
    if (toAdmin)
        shown.add("gateway", kPublicGateway);
    shown.add("name", router.name);
    if (toAdmin)
        addPlace(world, shown, router);
    shown.add("templateid", systemTemplateId()).add("templatename", kSystemTemplate);
    shown.add("created", formatDate(router.created)).add("state", router.state);
    addOwnerOf(world, shown, router);
    shown.add("serviceofferingid", stableId("serviceoffering", kRouterOffering));
    shown.add("serviceofferingname", kRouterOffering).add("isredundantrouter", router.redundant);
    shown.add("redundantstate", redundantState(world, router)).add("version", "4.10.0");
    if (router.vpc != nullptr)
        shown.add("vpcid", router.vpc->id).add("vpcname", router.vpc->name);
    shown.add("scriptsversion", stableId("scripts", world.settings.version())).add("role", "VIRTUAL_ROUTER");
    if (toAdmin)
        shown.add("nic", showNics(world, router));
    shown.add("requiresupgrade", false);
    if (!world.settings.oldRelease)
        shown.add("healthchecksfailed", false).add("softwareversion", "4.23.0.0").add("arch", "x86_64");
    return shown.add("hasannotations", false);
}

bool isWanted(const World& world, const Router& router, const Call& call)
{
    const auto is = [&](const char* parameter, const std::string& value) {
        return !call.has(parameter) || ascii::equalIgnoringCase(call.text(parameter), value);
    };
    const Network* const network = world.networks.find(call.text("networkid"));
    const bool running = router.state == state::kRunning;
    return is("zoneid", zoneOf(router).id) && is("state", router.state) && is("podid", podId()) &&
           is("clusterid", clusterId()) && (!call.has("hostid") || (running && is("hostid", hostId()))) &&
           (!call.has("networkid") || (network != nullptr && router.serves(*network))) &&
           is("vpcid", router.vpc == nullptr ? "" : router.vpc->id) &&
           call.optionalFlag("forvpc").value_or(router.vpc != nullptr) == (router.vpc != nullptr);
}

/// A network that belongs to nobody has a router of the account `system`.
bool isShownTo(const Scope& scope, const Router& router, const Call& call)
{
    if (const Account* const owner = ownerOf(router))
        return scope.shows(*owner);
    return call.isAdmin() && (call.flag("listall") || call.has("id"));
}

Value runList(World& world, const Call& call)
{
    const Scope scope(world, call);
    auto rows = selected(world.routers, call);
    std::erase_if(rows, [&](const Router* router) {
        return !isWanted(world, *router, call) || !isShownTo(scope, *router, call);
    });
    return listed(world, call, "router", rows,
                  [&](const Router* router) { return showRouter(world, *router, call.caller()); });
}

Router& routerOf(World& world, const std::string& id)
{
    Router* const router = world.routers.find(id);
    if (router == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Unable to find router with id " + id);
    return *router;
}

using Change = void (*)(World&, Router&, Instant);

/// `through`: the state while the job is under way.
Value change(World& world, const Call& call, const char* through, Change done)
{
    Router& router = routerOf(world, call.text("id"));
    const Account* const owner = ownerOf(router);
    if (owner == nullptr ? !call.isAdmin() : !hasAccess(call.caller(), *owner))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    const std::string before = std::exchange(router.state, through);
    Job job;
    job.instanceType = "DomainRouter";
    job.instanceId = router.id;
    job.work = [id = router.id, before, done](World& then, const Job& self, const GuestOutcome& outcome, Instant now) {
        Router& changed = routerOf(then, id);
        if (!outcome.ok) {
            changed.state = before;
            throw Refusal(530, kServerApi, "Failed to change the state of the router");
        }
        done(then, changed, now);
        Value shown = showRouter(then, changed, *self.caller);
        if (changed.state == state::kExpunging)
            then.routers.remove(changed);
        return Value::object().add("router", std::move(shown));
    };
    return startJob(world, call, std::move(job));
}

Value runStart(World& world, const Call& call)
{
    return change(world, call, state::kStarting,
                  [](World& then, Router& router, Instant) { routerStarted(then, router); });
}

Value runStop(World& world, const Call& call)
{
    return change(world, call, state::kStopping,
                  [](World& then, Router& router, Instant) { routerStopped(then, router); });
}

Value runReboot(World& world, const Call& call)
{
    const Router& router = routerOf(world, call.text("id"));
    if (router.state != state::kRunning)
        throw Refusal(534, kResourceUnavailable,
                      "Resource [DataCenter:" + std::to_string(zoneOf(router).number) +
                          "] is unreachable: Unable to reboot domR, it is not in right state " + router.state);
    return change(world, call, state::kRunning,
                  [](World& then, Router& started, Instant) { routerStarted(then, started); });
}

/// The next VM that starts in its network, or restartNetwork, makes a new one.
Value runDestroy(World& world, const Call& call)
{
    return change(world, call, state::kStopping, [](World& then, Router& router, Instant) {
        routerStopped(then, router);
        router.state = state::kExpunging;
    });
}

/// With cleanup new routers replace the old ones; without, those that are stopped stay so.
Value runRestartNetwork(World& world, const Call& call)
{
    const Network* const network = world.networks.find(call.text("id"));
    if (network == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Network not found");
    if (network->account != nullptr && !hasAccess(call.caller(), *network->account))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    Job job;
    job.instanceType = "None";
    job.work = [id = network->id, cleanup = call.flag("cleanup")](World& then, const Job&, const GuestOutcome&,
                                                                  Instant now) {
        const Network* const there = then.networks.find(id);
        if (there == nullptr)
            throw Refusal(530, kCloudRuntime, "Failed to restart network");
        if (cleanup)
            for (const Router* router : routersOf(then, *there))
                then.routers.remove(*router);
        provideRouters(then, *there, now);
        for (Router* router : routersOf(then, *there))
            if (router->state == state::kRunning)
                routerStarted(then, *router);
        return Value::object().add("success", true);
    };
    return startJob(world, call, std::move(job));
}

} // namespace

extern const Behaviour listRouters;
const Behaviour listRouters{.command = "listRouters", .run = runList, .subject = Entity::router};

extern const Behaviour startRouter;
const Behaviour startRouter{.command = "startRouter",
                            .run = runStart,
                            .subject = Entity::router,
                            .javaClass = "org.apache.cloudstack.api.command.admin.router.StartRouterCmd"};

extern const Behaviour stopRouter;
const Behaviour stopRouter{.command = "stopRouter",
                           .run = runStop,
                           .subject = Entity::router,
                           .javaClass = "org.apache.cloudstack.api.command.admin.router.StopRouterCmd"};

extern const Behaviour rebootRouter;
const Behaviour rebootRouter{.command = "rebootRouter",
                             .run = runReboot,
                             .subject = Entity::router,
                             .javaClass = "org.apache.cloudstack.api.command.admin.router.RebootRouterCmd"};

extern const Behaviour destroyRouter;
const Behaviour destroyRouter{.command = "destroyRouter",
                              .run = runDestroy,
                              .subject = Entity::router,
                              .javaClass = "org.apache.cloudstack.api.command.admin.router.DestroyRouterCmd"};

extern const Behaviour restartNetwork;
const Behaviour restartNetwork{.command = "restartNetwork",
                               .run = runRestartNetwork,
                               .subject = Entity::network,
                               .javaClass = "org.apache.cloudstack.api.command.user.network.RestartNetworkCmd"};

} // namespace readystage::cloudsim
