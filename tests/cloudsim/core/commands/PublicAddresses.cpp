#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Infrastructure.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Scope.h"

namespace readystage::cloudsim {

namespace {

Value show(const World& world, const PublicAddress& address, const char* state)
{
    const Zone& zone = *address.network->zone;
    const Vm* const vm = world.vms.find(address.vm);
    Value shown = Value::object();
    shown.add("id", address.id).add("ipaddress", address.name).add("allocated", formatDate(address.allocated));
    shown.add("zoneid", zone.id).add("zonename", zone.name).add("issourcenat", address.sourceNat);
    addOwner(shown, *address.account).add("forvirtualnetwork", true);
    shown.add("vlanid", stableId("vlan", "public")).add("vlanname", "vlan://50");
    shown.add("isstaticnat", vm != nullptr).add("issystem", false);
    if (vm != nullptr)
        shown.add("virtualmachineid", vm->id)
            .add("virtualmachinetype", "User")
            .add("vmipaddress", vm->nics.front().address)
            .add("virtualmachinename", vm->name)
            .add("virtualmachinedisplayname", vm->displayName);
    shown.add("associatednetworkid", address.network->id).add("associatednetworkname", address.network->name);
    shown.add("networkid", stableId("network", "public")).add("state", state);
    shown.add("physicalnetworkid", physicalNetworkId()).add("tags", Value::list());
    shown.add("isportable", false).add("fordisplay", true).add("hasrules", false).add("forsystemvms", false);
    return shown.add("forprovider", false).add("hasannotations", false);
}

Value runListPublicAddresses(World& world, const Call& call)
{
    const Scope scope(world, call);
    auto rows = selected(world.publicAddresses, call);
    std::erase_if(rows, [&](const PublicAddress* address) {
        const auto is = [&](const char* parameter, const std::string& value) {
            return !call.has(parameter) || call.text(parameter) == value;
        };
        const bool asked = is("ipaddress", address->name) && is("associatednetworkid", address->network->id) &&
                           is("virtualmachineid", address->vm) && is("zoneid", address->network->zone->id) &&
                           call.optionalFlag("issourcenat").value_or(address->sourceNat) == address->sourceNat &&
                           call.optionalFlag("isstaticnat").value_or(!address->vm.empty()) == !address->vm.empty();
        return !asked || !scope.shows(*address->account);
    });
    return listed(world, call, "publicipaddress", rows,
                  [&](const PublicAddress* address) { return show(world, *address, "Allocated"); });
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
    job.work = [id = acquired.id](World& then, const Job&, const GuestOutcome&, Instant) {
        const PublicAddress* const address = then.publicAddresses.find(id);
        if (address == nullptr)
            throw Refusal(431, kInvalidParameterValue, "Unable to find ip address by id");
        return Value::object().add("ipaddress", show(then, *address, "Allocating"));
    };
    return startJob(world, call, std::move(job), acquired.id);
}

PublicAddress& addressOf(World& world, const Call& call)
{
    PublicAddress* const address = world.publicAddresses.find(call.text("ipaddressid"));
    if (address == nullptr || !hasAccess(call.caller(), *address->account))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    return *address;
}

/// Both the NIC and the address show it.
void connect(Vm& vm, PublicAddress& address, bool on)
{
    for (Nic& nic : vm.nics)
        if (nic.network == address.network) {
            nic.publicAddress = on ? address.name : "";
            nic.publicAddressId = on ? address.id : "";
        }
    address.vm = on ? vm.id : "";
}

Value runEnableStaticNat(World& world, const Call& call)
{
    PublicAddress& address = addressOf(world, call);
    Vm* const vm = world.vms.find(call.text("virtualmachineid"));
    if (vm == nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      "Can't enable static nat for the address id=" + address.id +
                          ", invalid virtual machine id specified");
    if (address.sourceNat)
        throw Refusal(431, kInvalidParameterValue, "Can't enable static, ip address is a sourceNat ip address");
    connect(*vm, address, true);
    return Value::object().add("success", true);
}

Value runDisableStaticNat(World& world, const Call& call)
{
    PublicAddress& address = addressOf(world, call);
    Job job;
    job.work = [id = address.id](World& then, const Job&, const GuestOutcome&, Instant) {
        PublicAddress* const found = then.publicAddresses.find(id);
        Vm* const vm = found == nullptr ? nullptr : then.vms.find(found->vm);
        if (vm != nullptr)
            connect(*vm, *found, false);
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
const Behaviour enableStaticNat{.command = "enableStaticNat", .run = runEnableStaticNat, .owned = true};

extern const Behaviour disableStaticNat;
const Behaviour disableStaticNat{.command = "disableStaticNat",
                                 .run = runDisableStaticNat,
                                 .javaClass = "org.apache.cloudstack.api.command.user.nat.DisableStaticNatCmd"};

} // namespace readystage::cloudsim
