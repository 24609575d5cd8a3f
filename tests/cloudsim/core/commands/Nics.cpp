#include "common/codec/Digest.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Owners.h"
#include "tests/cloudsim/core/Printed.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/VmStates.h"
#include "tests/cloudsim/core/VmView.h"

namespace readystage::cloudsim {

namespace {

Value runListNics(World& world, const Call& call)
{
    const Vm* const vm = world.vms.find(call.text("virtualmachineid"));
    if (vm == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Virtual machine id does not exist");
    if (!hasAccess(call.caller(), *vm->account))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < vm->nics.size(); ++i)
        if ((!call.has("nicid") || vm->nics[i].id == call.text("nicid")) &&
            (!call.has("networkid") || vm->nics[i].network->id == call.text("networkid")))
            rows.push_back(i);
    return listed(world, call, "nic", rows, [&](std::size_t index) { return showNic(*vm, index, true); });
}

/// AddIpToVmNicCmd says of every address that is not to be had the same.
SecondaryAddress takeSecondary(World& world, const Network& network, const Call& call)
{
    const Refusal none(530, kServerApi, "Failed to assign secondary IP to NIC");
    const auto asked = parseIpv4(call.text("ipaddress"));
    if (call.has("ipaddress") && !asked)
        throw none;
    try {
        return {randomUuid(), world.takeAddress(network, asked)};
    } catch (const Refusal&) {
        throw none;
    }
}

Value runAddIp(World& world, const Call& call)
{
    const auto [vm, index] = world.nicCalled(call.text("nicid"));
    if (vm == nullptr || !hasAccess(call.caller(), *vm->account))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    Nic& nic = vm->nics[index];
    nic.secondary.push_back(takeSecondary(world, *nic.network, call));
    const SecondaryAddress& added = nic.secondary.back();
    Value result = Value::object();
    result.add("id", added.id).add("ipaddress", added.address).add("nicid", nic.id).add("networkid", nic.network->id);
    Job job;
    job.instanceType = "IpAddress";
    job.instanceId = stableId("ipaddress", added.id);
    job.work = [result](World&, const Job&, const GuestOutcome&, Instant) {
        return Value::object().add("nicsecondaryip", result);
    };
    return startJob(world, call, std::move(job), added.id);
}

struct FoundSecondary {
    const Vm* vm;
    Nic* nic; ///< nullptr: there is no such address
    std::size_t index;
};

FoundSecondary secondaryCalled(World& world, const std::string& id)
{
    for (const auto& [number, vm] : world.vms)
        for (Nic& nic : vm->nics)
            for (std::size_t i = 0; i < nic.secondary.size(); ++i)
                if (nic.secondary[i].id == id)
                    return {vm.get(), &nic, i};
    return {nullptr, nullptr, 0};
}

Value removeIp(World& world, const Job& job, const std::string& id)
{
    const FoundSecondary found = secondaryCalled(world, id);
    if (found.nic == nullptr)
        throw Refusal(530, kServerApi, "Invalid IP id is passed");
    if (!hasAccess(*job.caller, *found.vm->account))
        throw Refusal(530, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    const auto at = found.nic->secondary.begin() + static_cast<std::ptrdiff_t>(found.index);
    for (const auto& [number, row] : world.publicAddresses)
        if (row->network == found.nic->network && row->vmAddress == at->address)
            throw Refusal(530, kCloudRuntime,
                          "Can't remove the IP " + at->address +
                              " is associate with static NAT rule public IP address ID: " + printed(*row));
    world.freeAddress(*found.nic->network, at->address);
    found.nic->secondary.erase(at);
    return Value::object().add("success", true);
}

Value runRemoveIp(World& world, const Call& call)
{
    const std::string id = call.text("id");
    if (secondaryCalled(world, id).nic == nullptr)
        refuseValue(call.command(),
                    "Invalid parameter id value=" + id +
                        " due to incorrect long value format, or entity does not exist or due to incorrect parameter "
                        "annotation for the field in api cmd class.");
    Job job;
    job.work = [id](World& then, const Job& self, const GuestOutcome&, Instant) { return removeIp(then, self, id); };
    return startJob(world, call, std::move(job));
}

/// In a job, whatever is no wrong parameter has the code of an internal error.
[[noreturn]] void failNic(const std::string& why)
{
    throw Refusal(530, kCloudRuntime, why);
}

void checkNewNic(const World& world, const Vm& vm, const Network& network)
{
    if (!mayUse(*vm.account, network))
        failNic(mayNotUse(network));
    for (const Nic& nic : vm.nics)
        if (nic.network == &network)
            failNic("A NIC already exists for VM:" + vm.instanceName() + " in network: " + network.id);
    if (world.vmNamed(network, vm.name) != nullptr)
        failNic("Network " + network.name + " already has an Instance with host name: " + vm.name);
}

Value addNic(World& world, const Job& job, const std::string& networkId, const std::string& asked)
{
    Vm& vm = vmOf(world, job);
    const Network* const network = world.networks.find(networkId);
    if (network == nullptr)
        throw Refusal(431, kInvalidParameterValue, "unable to find a network with id " + networkId);
    checkNewNic(world, vm, *network);
    const auto address = parseIpv4(asked);
    if (!asked.empty() && !address)
        throw Refusal(431, kInvalidParameterValue, "Invalid format for IP address parameter: " + asked);
    try {
        world.addNic(vm, *network, address);
    } catch (const Refusal& full) {
        failNic("Insufficient capacity when adding NIC to " + printed(vm) +
                ": com.cloud.exception.InsufficientVirtualNetworkCapacityException: " + full.text() +
                "Scope=interface com.cloud.dc.DataCenter; id=" + std::to_string(network->zone->number));
    }
    return Value::object().add("virtualmachine", showVmForJob(vm, job, VmParts::parse({"nics"})));
}

Value runAddNic(World& world, const Call& call)
{
    Job job;
    job.vm = call.text("virtualmachineid");
    job.work = [id = call.text("networkid"), asked = call.text("ipaddress")](World& then, const Job& self,
                                                                             const GuestOutcome&, Instant) {
        return addNic(then, self, id, asked);
    };
    return startJob(world, call, std::move(job));
}

} // namespace

extern const Behaviour listNics;
const Behaviour listNics{.command = "listNics", .run = runListNics};

extern const Behaviour addIpToNic;
const Behaviour addIpToNic{.command = "addIpToNic",
                           .run = runAddIp,
                           .javaClass = "org.apache.cloudstack.api.command.user.vm.AddIpToVmNicCmd",
                           .words = {.type = "NIC.SECONDARY.IP.ASSIGN",
                                     .scheduled = "assigning secondary ip to nic ",
                                     .about = "NicSecondaryIp"},
                           .envelope = "addiptovmnicresponse"};

extern const Behaviour removeIpFromNic;
const Behaviour removeIpFromNic{.command = "removeIpFromNic",
                                .run = runRemoveIp,
                                .javaClass = "org.apache.cloudstack.api.command.user.vm.RemoveIpFromVmNicCmd"};

extern const Behaviour addNicToVirtualMachine;
const Behaviour addNicToVirtualMachine{.command = "addNicToVirtualMachine",
                                       .run = runAddNic,
                                       .owned = true,
                                       .javaClass = "org.apache.cloudstack.api.command.user.vm.AddNicToVMCmd",
                                       .javaClassAdmin =
                                           "org.apache.cloudstack.api.command.admin.vm.AddNicToVMCmdByAdmin",
                                       .words = {.type = "NIC.CREATE",
                                                 .scheduled = "Adding network to User Instance: ",
                                                 .deed = "Creating Nic",
                                                 .tellsStart = true}};

} // namespace readystage::cloudsim
