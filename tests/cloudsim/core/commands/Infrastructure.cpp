#include "tests/cloudsim/core/Infrastructure.h"

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/SystemVmView.h"

#include <algorithm>
#include <array>
#include <set>

namespace readystage::cloudsim {

namespace {

/// One thing that is always there, with the id and the name a call may ask for.
bool isAskedFor(const Call& call, const std::string& id, std::string_view name)
{
    return (!call.has("id") || call.text("id") == id) && (!call.has("name") || call.text("name") == name) &&
           containsLike(name, call.text("keyword"));
}

bool isIn(const Call& call, const Zone& zone)
{
    const auto is = [&](const char* parameter, const std::string& id) {
        return !call.has(parameter) || call.text(parameter) == id;
    };
    return is("zoneid", zone.id) && is("podid", podId()) && is("clusterid", clusterId());
}

/// The pod's zone; nullptr in a cloud without zones.
const Zone* onlyZone(const World& world)
{
    return world.zones.size() == 0 ? nullptr : world.zones.begin()->second.get();
}

Value& addZone(Value& shown, const Zone& zone)
{
    return shown.add("zoneid", zone.id).add("zonename", zone.name);
}

Value showPod(const Zone& zone)
{
    Value shown = Value::object();
    shown.add("id", podId()).add("name", kPodName);
    addZone(shown, zone).add("gateway", "172.16.15.1").add("netmask", "255.255.255.0");
    return shown.add("allocationstate", "Enabled").add("hasannotations", false);
}

Value showCluster(const Zone& zone)
{
    Value shown = Value::object();
    shown.add("id", clusterId()).add("name", kClusterName).add("podid", podId()).add("podname", kPodName);
    addZone(shown, zone).add("hypervisortype", "Simulator").add("clustertype", "CloudManaged");
    shown.add("allocationstate", "Enabled").add("managedstate", "Managed").add("cpuovercommitratio", "1.0");
    return shown.add("memoryovercommitratio", "1.0").add("arch", "x86_64").add("hasannotations", false);
}

Value showHost(const World& world, const Zone& zone)
{
    Value shown = Value::object();
    shown.add("id", hostId()).add("name", kHostName).add("state", "Up").add("type", "Routing");
    addZone(shown, zone).add("podid", podId()).add("podname", kPodName).add("version", world.settings.version());
    shown.add("ipaddress", "172.16.15.2").add("hypervisor", "Simulator");
    shown.add("clusterid", clusterId()).add("clustername", kClusterName).add("clustertype", "CloudManaged");
    shown.add("managementserverid", managementServerId()).add("resourcestate", "Enabled").add("hahost", false);
    return shown.add("arch", "x86_64").add("hasannotations", false);
}

Value runPods(World& world, const Call& call)
{
    std::vector<const Zone*> rows;
    if (const Zone* zone = onlyZone(world); zone != nullptr && isIn(call, *zone) && isAskedFor(call, podId(), kPodName))
        rows.push_back(zone);
    return listed(world, call, "pod", rows, [](const Zone* zone) { return showPod(*zone); });
}

Value runClusters(World& world, const Call& call)
{
    std::vector<const Zone*> rows;
    if (const Zone* zone = onlyZone(world);
        zone != nullptr && isIn(call, *zone) && isAskedFor(call, clusterId(), kClusterName))
        rows.push_back(zone);
    return listed(world, call, "cluster", rows, [](const Zone* zone) { return showCluster(*zone); });
}

Value runHosts(World& world, const Call& call)
{
    const auto is = [&](const char* parameter, const char* value) {
        return !call.has(parameter) || ascii::equalIgnoringCase(call.text(parameter), value);
    };
    std::vector<const Zone*> rows;
    const Zone* const zone = onlyZone(world);
    if (zone != nullptr && isIn(call, *zone) && isAskedFor(call, hostId(), kHostName) && is("type", "Routing") &&
        is("state", "Up") && is("resourcestate", "Enabled") && is("hypervisor", "Simulator"))
        rows.push_back(zone);
    return listed(world, call, "host", rows, [&](const Zone* found) { return showHost(world, *found); });
}

struct SystemVm {
    std::uint64_t number;
    const char* name;
    const char* type;
    const char* publicAddress;
    const char* offering;
};

constexpr std::array kSystemVms{
    SystemVm{1, "s-1-VM", "secondarystoragevm", "203.0.113.2", "System Offering For Secondary Storage VM"},
    SystemVm{2, "v-2-VM", "consoleproxy", "203.0.113.3", "System Offering For Console Proxy"}};

Value showSystemVm(const World& world, const Zone& zone, const SystemVm& vm)
{
    const SystemVmAddresses addresses(vm.number);
    const bool storage = vm.number == 1;
    Value shown = Value::object();
    shown.add("id", stableId("systemvm", vm.name)).add("systemvmtype", vm.type);
    addZone(shown, zone).add("dns1", kDns).add("gateway", kPublicGateway).add("name", vm.name);
    shown.add("podid", podId()).add("podname", kPodName).add("hostid", hostId()).add("hostname", kHostName);
    shown.add("hostcontrolstate", "Enabled").add("hypervisor", "Simulator");
    addresses.addPublic(addresses.addLinkLocal(addresses.addPrivate(shown)), vm.publicAddress);
    shown.add("templateid", systemTemplateId()).add("templatename", kSystemTemplate);
    shown.add("created", formatDate(world.users.begin()->second->created)).add("state", "Running");
    if (storage)
        shown.add("agentstate", "Up").add("version", world.settings.version());
    else
        shown.add("activeviewersessions", 0);
    shown.add("isdynamicallyscalable", false).add("serviceofferingid", stableId("serviceoffering", vm.offering));
    return shown.add("serviceofferingname", vm.offering).add("arch", "x86_64").add("hasannotations", false);
}

Value runSystemVms(World& world, const Call& call)
{
    std::vector<const SystemVm*> rows;
    const Zone* const zone = onlyZone(world);
    for (const SystemVm& vm : kSystemVms)
        if (zone != nullptr && isIn(call, *zone) && isAskedFor(call, stableId("systemvm", vm.name), vm.name) &&
            (!call.has("systemvmtype") || call.text("systemvmtype") == vm.type) &&
            (!call.has("state") || ascii::equalIgnoringCase(call.text("state"), "Running")) &&
            (!call.has("hostid") || call.text("hostid") == hostId()))
            rows.push_back(&vm);
    return listed(world, call, "systemvm", rows, [&](const SystemVm* vm) { return showSystemVm(world, *zone, *vm); });
}

Value runHypervisors(World&, const Call&)
{
    constexpr std::array kNames{"KVM", "VMware", "XenServer", "Hyperv", "BareMetal", "Ovm", "LXC", "Ovm3", "External"};
    Value list = Value::list();
    for (const char* name : kNames)
        list.push(Value::object().add("name", name));
    return Value::object().add("count", static_cast<std::int64_t>(kNames.size())).add("hypervisor", std::move(list));
}

Value runManagementServers(World& world, const Call& call)
{
    std::vector<std::string> rows;
    if (isAskedFor(call, managementServerId(), "localhost"))
        rows.push_back(managementServerId());
    return listed(world, call, "managementserver", rows, [&](const std::string& id) {
        Value shown = Value::object();
        shown.add("id", id).add("name", "localhost").add("state", "Up").add("version", world.settings.version());
        shown.add("serviceip", "127.0.0.1").add("ipaddress", "127.0.0.1").add("agents", Value::list().push(hostId()));
        shown.add("agentscount", 1);
        return shown.add("pendingjobscount", static_cast<std::int64_t>(world.pendingJobs()));
    });
}

/// Those of the templates.
bool isOneOfIds(const Call& call, const Template& templ)
{
    const auto ids = call.list("ids");
    return ids.empty() || std::find(ids.begin(), ids.end(), stableId("ostype", templ.osName)) != ids.end();
}

Value runOsTypes(World& world, const Call& call)
{
    std::set<std::string> names;
    for (const auto& [number, templ] : world.templates)
        if (isAskedFor(call, stableId("ostype", templ->osName), templ->osName) && isOneOfIds(call, *templ) &&
            (!call.has("description") || call.text("description") == templ->osName))
            names.insert(templ->osName);
    const std::vector<std::string> rows(names.begin(), names.end());
    return listed(world, call, "ostype", rows, [](const std::string& name) {
        Value shown = Value::object();
        shown.add("id", stableId("ostype", name)).add("oscategoryid", stableId("oscategory", "Other"));
        shown.add("oscategoryname", "Other").add("name", name).add("description", name);
        return shown.add("isuserdefined", false).add("fordisplay", true);
    });
}

} // namespace

extern const Behaviour listPods;
const Behaviour listPods{.command = "listPods", .run = runPods, .subject = Entity::pod};

extern const Behaviour listClusters;
const Behaviour listClusters{.command = "listClusters", .run = runClusters, .subject = Entity::cluster};

extern const Behaviour listHosts;
const Behaviour listHosts{.command = "listHosts", .run = runHosts, .subject = Entity::host};

extern const Behaviour listSystemVms;
const Behaviour listSystemVms{.command = "listSystemVms", .run = runSystemVms};

extern const Behaviour listHypervisors;
const Behaviour listHypervisors{.command = "listHypervisors", .run = runHypervisors};

extern const Behaviour listManagementServers;
const Behaviour listManagementServers{
    .command = "listManagementServers", .run = runManagementServers, .subject = Entity::managementServer};

extern const Behaviour listOsTypes;
const Behaviour listOsTypes{.command = "listOsTypes", .run = runOsTypes, .subject = Entity::osType};

} // namespace readystage::cloudsim
