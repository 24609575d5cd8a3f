#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Infrastructure.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Owners.h"
#include "tests/cloudsim/core/Printed.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Scope.h"
#include "tests/cloudsim/core/VmStates.h"

#include <algorithm>
#include <array>

namespace readystage::cloudsim {

namespace {

/// The VLAN is shown to root admins only (ApiResponseHelper.createIPAddressResponse).
Value show(const World& world, const PublicAddress& address, const char* state, const User& viewer)
{
    const Zone& zone = *address.network->zone;
    const Vm* const vm = world.vms.find(address.vm);
    Value shown = Value::object();
    shown.add("id", address.id).add("ipaddress", address.name).add("allocated", formatDate(address.allocated));
    shown.add("zoneid", zone.id).add("zonename", zone.name).add("issourcenat", address.sourceNat);
    addOwner(shown, *address.account).add("forvirtualnetwork", true);
    if (viewer.account->role->type == RoleType::admin)
        shown.add("vlanid", stableId("vlan", "public")).add("vlanname", "vlan://50");
    shown.add("isstaticnat", vm != nullptr).add("issystem", false);
    if (vm != nullptr)
        shown.add("virtualmachineid", vm->id)
            .add("virtualmachinetype", "User")
            .add("vmipaddress", address.vmAddress)
            .add("virtualmachinename", vm->name)
            .add("virtualmachinedisplayname", vm->displayName);
    shown.add("associatednetworkid", address.network->id).add("associatednetworkname", address.network->name);
    shown.add("networkid", stableId("network", "public")).add("state", state);
    shown.add("physicalnetworkid", physicalNetworkId()).add("tags", Value::list());
    shown.add("isportable", false).add("fordisplay", true).add("hasrules", false).add("forsystemvms", false);
    return shown.add("forprovider", false).add("hasannotations", false);
}

[[noreturn]] void refuseAddress(const std::string& why)
{
    throw Refusal(431, kInvalidParameterValue, why);
}

[[noreturn]] void denyAddress()
{
    throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
}

/// What a list of public addresses asks for by `state` and `allocatedonly` (ManagementServerImpl.searchForIPAddresses).
struct WantedStates {
    bool allocated = true; ///< addresses that are somebody's, and all here are
    bool onlyAllocated = true;
};

WantedStates wantedStates(const Call& call)
{
    static constexpr std::array kStates{"Allocating", "Allocated", "Releasing", "Reserved", "Free"};
    bool free = false;
    bool allocated = false;
    const auto states = call.list("state");
    for (const std::string& word : states) {
        const std::string_view state = ascii::trimmed(word);
        if (std::none_of(kStates.begin(), kStates.end(),
                         [&](const char* known) { return ascii::equalIgnoringCase(state, known); }))
            refuseAddress("Invalid state: " + word);
        free = free || ascii::equalIgnoringCase(state, "Free") || ascii::equalIgnoringCase(state, "Reserved");
        allocated = allocated || ascii::equalIgnoringCase(state, "Allocated");
    }
    const auto only = call.optionalFlag("allocatedonly");
    if (free && only.value_or(false))
        refuseAddress("Conflict: allocatedonly is true but state is Free");
    return {states.empty() || allocated, only ? *only || (allocated && !free) : !free};
}

/// All addresses are of the public network; those of shared networks are not simulated.
bool wantsPublicNetwork(const World& world, const Call& call)
{
    const Network* const network = world.networks.find(call.text("networkid"));
    if (call.optionalFlag("forvirtualnetwork").value_or(true))
        return !call.has("networkid");
    if ((call.has("networkid") || call.has("id")) && (network == nullptr || network->type != "Shared"))
        refuseAddress("Please specify a valid network id");
    return false;
}

/// A network or VPC by which a list is narrowed down must be the caller's.
template <class Row> const Row* narrowing(const Table<Row>& rows, const Call& call, const char* parameter)
{
    const Row* const row = rows.find(call.text(parameter));
    if (row != nullptr && row->account != nullptr && !hasAccess(call.caller(), *row->account))
        denyAddress();
    return row;
}

bool isAsked(const Call& call, const PublicAddress& address)
{
    return (!call.has("ipaddress") || address.name == call.text("ipaddress")) &&
           (!call.has("zoneid") || address.network->zone->id == call.text("zoneid")) &&
           call.optionalFlag("issourcenat").value_or(address.sourceNat) == address.sourceNat &&
           call.optionalFlag("isstaticnat").value_or(!address.vm.empty()) == !address.vm.empty();
}

Value runListPublicAddresses(World& world, const Call& call)
{
    const WantedStates states = wantedStates(call);
    const bool wantsAny = wantsPublicNetwork(world, call) && states.allocated;
    // CloudStack asks root admins whose an address is only while it leaves free ones out
    const bool ofAnybody = !states.onlyAllocated && call.isAdmin() && !call.has("domainid");
    const Scope scope(world, call);
    const Network* const network = narrowing(world.networks, call, "associatednetworkid");
    const Vpc* const vpc = narrowing(world.vpcs, call, "vpcid");
    auto rows = selected(world.publicAddresses, call);
    std::erase_if(rows, [&](const PublicAddress* address) {
        return !wantsAny || !isAsked(call, *address) || (network != nullptr && address->network != network) ||
               (vpc != nullptr && address->network->vpc != vpc) || !(ofAnybody || scope.shows(*address->account));
    });
    std::sort(rows.begin(), rows.end(),
              [](const PublicAddress* a, const PublicAddress* b) { return parseIpv4(a->name) < parseIpv4(b->name); });
    return listed(world, call, "publicipaddress", rows,
                  [&](const PublicAddress* address) { return show(world, *address, "Allocated", call.caller()); });
}

Value runAssociate(World& world, const Call& call)
{
    const Network* const network = world.networks.find(call.text("networkid"));
    if (network == nullptr || (network->account != nullptr && !hasAccess(call.caller(), *network->account)))
        throw Refusal(431, kInvalidParameterValue,
                      "Unable to figure out network to assign ip to. Please specify either zoneId, or networkId, or "
                      "vpcId in the call");
    const Account& owner = network->account == nullptr ? call.account() : *network->account;
    const PublicAddress& acquired = world.acquire(*network, owner, false, call.now());
    Job job;
    job.instanceType = "IpAddress";
    job.instanceId = acquired.id;
    job.work = [id = acquired.id](World& then, const Job& done, const GuestOutcome&, Instant) {
        const PublicAddress* const address = then.publicAddresses.find(id);
        if (address == nullptr)
            throw Refusal(431, kInvalidParameterValue, "Unable to find ip address by id");
        return Value::object().add("ipaddress", show(then, *address, "Allocating", *done.caller));
    };
    return startJob(world, call, std::move(job), acquired.id);
}

Nic* nicOn(Vm* vm, const Network& network)
{
    if (vm != nullptr)
        for (Nic& nic : vm->nics)
            if (nic.network == &network)
                return &nic;
    return nullptr;
}

/// Static NAT to this address of the VM, which both show; an empty one ends it.
void connect(Vm& vm, PublicAddress& address, const std::string& to)
{
    const bool on = !to.empty();
    if (Nic* const nic = nicOn(&vm, *address.network)) {
        nic->publicAddress = on ? address.name : "";
        nic->publicAddressId = on ? address.id : "";
    }
    address.vm = on ? vm.id : "";
    address.vmAddress = to;
}

/// The NIC's own address, or the second one that `vmguestip` names.
std::string targetOf(const Nic& nic, const Call& call)
{
    const std::string asked = call.text("vmguestip");
    const bool isSecond = std::any_of(nic.secondary.begin(), nic.secondary.end(),
                                      [&](const SecondaryAddress& second) { return second.address == asked; });
    if (call.has("vmguestip") && asked != nic.address && !isSecond)
        refuseAddress("VM ip " + asked + " address not belongs to the vm");
    return call.has("vmguestip") ? asked : nic.address;
}

/// RulesManagerImpl.isIpReadyForStaticNat.
void checkReadyForStaticNat(const World& world, const PublicAddress& address, const Vm& vm, const std::string& to)
{
    if (address.sourceNat)
        refuseAddress("Can't enable static, ip address " + printed(address) + " is a sourceNat ip address");
    if (!address.vm.empty() && address.vm != vm.id)
        throw Refusal(537, kServerApi,
                      "Failed to enable static for the ip address " + printed(address) +
                          " and vm id=" + std::to_string(vm.number) + " as it's already assigned to another vm");
    for (const auto& [number, other] : world.publicAddresses)
        if (other->vm == vm.id && other->vmAddress == to)
            refuseAddress("Failed to enable static nat on the  ip " + address.name + " with Id " + address.id +
                          " as the vm " + vm.instanceName() + " with Id " + vm.id +
                          " is already associated with another public ip " + other->name + " with id " + other->id);
}

Value runEnableStaticNat(World& world, const Call& call)
{
    PublicAddress* const address = world.publicAddresses.find(call.text("ipaddressid"));
    if (address == nullptr)
        refuseAddress("Unable to find ip address by id " + call.text("ipaddressid"));
    Vm* const vm = world.vms.find(call.text("virtualmachineid"));
    const Nic* const nic = nicOn(vm, *address->network);
    if (nic == nullptr)
        refuseAddress("Vm doesn't belong to the network with specified id");
    if (address->network->offering->providerOf("StaticNat").empty())
        refuseAddress("Unable to create static nat rule; StaticNat service is not supported in network with specified "
                      "id");
    if (vm->state == state::kDestroyed || vm->state == state::kExpunging)
        refuseAddress("Invalid user vm: " + printed(*vm));
    if (!hasAccess(call.caller(), *address->account) || !hasAccess(call.caller(), *vm->account))
        denyAddress();
    if (!mayUse(*vm->account, *address->network))
        throw Refusal(531, kPermissionDenied, mayNotUse(*address->network));
    const std::string to = targetOf(*nic, call);
    checkReadyForStaticNat(world, *address, *vm, to);
    connect(*vm, *address, to);
    return Value::object().add("success", true);
}

PublicAddress& addressOf(World& world, const Call& call)
{
    PublicAddress* const address = world.publicAddresses.find(call.text("ipaddressid"));
    if (address == nullptr || !hasAccess(call.caller(), *address->account))
        denyAddress();
    return *address;
}

Value runDisableStaticNat(World& world, const Call& call)
{
    PublicAddress& address = addressOf(world, call);
    Job job;
    job.work = [id = address.id](World& then, const Job&, const GuestOutcome&, Instant) {
        PublicAddress* const found = then.publicAddresses.find(id);
        Vm* const vm = found == nullptr ? nullptr : then.vms.find(found->vm);
        if (vm != nullptr)
            connect(*vm, *found, "");
        return Value::object().add("success", true);
    };
    return startJob(world, call, std::move(job));
}

} // namespace

extern const Behaviour listPublicIpAddresses;
const Behaviour listPublicIpAddresses{
    .command = "listPublicIpAddresses", .run = runListPublicAddresses, .subject = Entity::publicAddress};

extern const Behaviour associateIpAddress;
const Behaviour associateIpAddress{.command = "associateIpAddress",
                                   .run = runAssociate,
                                   .javaClass = "org.apache.cloudstack.api.command.user.address.AssociateIPAddrCmd",
                                   .javaClassAdmin =
                                       "org.apache.cloudstack.api.command.admin.address.AssociateIPAddrCmdByAdmin"};

extern const Behaviour enableStaticNat;
const Behaviour enableStaticNat{.command = "enableStaticNat", .run = runEnableStaticNat};

extern const Behaviour disableStaticNat;
const Behaviour disableStaticNat{.command = "disableStaticNat",
                                 .run = runDisableStaticNat,
                                 .javaClass = "org.apache.cloudstack.api.command.user.nat.DisableStaticNatCmd"};

} // namespace readystage::cloudsim
