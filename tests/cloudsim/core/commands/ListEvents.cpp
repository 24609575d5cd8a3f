#include "common/domain/Ascii.h"
#include "common/domain/Ids.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Dates.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Scope.h"

#include <algorithm>
#include <array>

namespace readystage::cloudsim {

namespace {

/// ApiCommandResourceType.
constexpr std::string_view kResourceTypes =
    " None VirtualMachine DomainRouter Volume ConsoleProxy Snapshot Backup Template Iso "
    "SystemVm Host StoragePool ImageStore IpAddress PortableIpAddress SecurityGroup "
    "PhysicalNetwork TrafficType PhysicalNetworkServiceProvider FirewallRule Account User "
    "PrivateGateway StaticRoute Counter Condition AutoScalePolicy AutoScaleVmProfile "
    "AutoScaleVmGroup GlobalLoadBalancerRule LoadBalancerRule AffinityGroup InternalLbVm "
    "DedicatedGuestVlanRange GuestOsCategory GuestOs GuestOsMapping Network NetworkAcl "
    "NetworkAclItem Project Domain DiskOffering ServiceOffering NetworkOffering "
    "VpcOffering BackupOffering Zone Vpc Cluster Pod VmSnapshot Role VpnCustomerGateway "
    "ManagementServer ObjectStore Bucket QuotaTariff KubernetesCluster "
    "KubernetesSupportedVersion SharedFS Extension ExtensionCustomAction KmsKey "
    "HsmProfile ";

bool isVisible(const Scope& scope, const Event& event, const Call& call)
{
    if (event.account != nullptr)
        return scope.shows(*event.account);
    return call.isAdmin() && (call.flag("listall") || call.has("id")) && !call.has("account");
}

/// Date and time in a database have whole seconds.
Instant wholeSeconds(Instant when)
{
    return std::chrono::floor<std::chrono::seconds>(when);
}

bool isInTime(const Event& event, const std::optional<Instant>& from, const std::optional<Instant>& until)
{
    const Instant when = wholeSeconds(event.created);
    return (!from || when >= *from) && (!until || when <= *until);
}

bool isMeant(const Event& event, const Call& call)
{
    const auto is = [&](const char* parameter, const std::string& value) {
        return !call.has(parameter) || ascii::equalIgnoringCase(call.text(parameter), value);
    };
    const auto isIfGiven = [&](const char* parameter, const std::string& value) {
        return call.isBlank(parameter) || is(parameter, value);
    };
    const bool ofParent =
        !call.has("startid") || event.id == call.text("startid") || event.parent == call.text("startid");
    return is("id", event.id) && is("type", event.type) && is("level", event.level) &&
           isIfGiven("state", event.state) && isIfGiven("resourcetype", event.resourceType) &&
           isIfGiven("resourceid", event.resourceId) && ofParent;
}

bool hasKeyword(const Event& event, const std::string& keyword)
{
    const std::array fields{&event.type, &event.description, &event.level};
    return keyword.empty() || std::any_of(fields.begin(), fields.end(), [&](const std::string* field) {
               return containsIgnoringCase(*field, keyword);
           });
}

Value show(const Event& event)
{
    Value shown = Value::object();
    shown.add("id", event.id).add("username", event.userName).add("type", event.type).add("level", event.level);
    shown.add("description", event.description);
    if (event.account == nullptr)
        shown.add("account", "system");
    else
        addOwner(shown, *event.account);
    shown.addIfAny("resourceid", event.resourceId).add("resourcetype", event.resourceType);
    shown.addIfAny("resourcename", event.resourceName).add("created", formatDate(event.created));
    shown.add("state", event.state).addIfAny("parentid", event.parent);
    return shown;
}

/// QueryManagerImpl.searchForEventIdsAndCount. Of resources only virtual machines are known by their ids.
void checkResource(const World& world, const Call& call)
{
    const bool hasId = !call.isBlank("resourceid");
    const std::string type = call.text("resourcetype");
    if (hasId && !canonicalUuid(call.text("resourceid")))
        throw Refusal(431, kInvalidParameterValue, "Invalid resourceid");
    if (!call.isBlank("resourcetype") && !containsIgnoringCase(kResourceTypes, " " + type + " "))
        throw Refusal(431, kInvalidParameterValue, "Invalid resourcetype");
    if (hasId && call.isBlank("resourcetype"))
        throw Refusal(431, kInvalidParameterValue, "resourceid parameter must be used with resourcetype parameter");
    if (!hasId || !ascii::equalIgnoringCase(type, "VirtualMachine"))
        return;
    const auto id = world.canonicalId(Entity::vm, call.text("resourceid"));
    if (!id)
        throw Refusal(431, kInvalidParameterValue, "Invalid resourceid");
    const Vm* const vm = world.vms.find(*id);
    if (vm != nullptr && !hasAccess(call.caller(), *vm->account))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
}

void checkState(const Call& call)
{
    static constexpr std::array<std::string_view, 4> kStates{"Created", "Scheduled", "Started", "Completed"};
    const std::string state = call.text("state");
    if (!call.isBlank("state") && std::find(kStates.begin(), kStates.end(), state) == kStates.end())
        throw Refusal(431, kInvalidParameterValue, "Invalid state specified: " + state);
}

/// Page 1 holds the newest events, but oldest first within the page.
Value runListEvents(World& world, const Call& call)
{
    checkResource(world, call);
    checkState(call);
    if (call.has("entrytime") && call.has("duration"))
        return Value::object(); // "logic is mystery to me", says CloudStack
    if (call.flag("archived"))
        return Value::object(); // archiveEvents is not simulated
    const Scope scope(world, call);
    const auto from = parseDate(call.text("startdate"));
    const auto until = parseEndDate(call.text("enddate"));
    std::vector<const Event*> rows;
    for (const Event& event : world.events.all())
        if (isInTime(event, from, until) && isMeant(event, call) && hasKeyword(event, call.text("keyword")) &&
            isVisible(scope, event, call))
            rows.push_back(&event);
    std::reverse(rows.begin(), rows.end());
    const Page page = pageOf(world, call, rows.size());
    std::reverse(rows.begin() + static_cast<std::ptrdiff_t>(page.first),
                 rows.begin() + static_cast<std::ptrdiff_t>(page.end));
    return listed(world, call, "event", rows, [](const Event* event) { return show(*event); });
}

} // namespace

extern const Behaviour listEvents;
const Behaviour listEvents{.command = "listEvents", .run = runListEvents, .subject = Entity::event};

} // namespace readystage::cloudsim
