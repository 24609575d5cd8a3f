#include "common/codec/Digest.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Listing.h"
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

Value runAddIp(World& world, const Call& call)
{
    const auto [vm, index] = world.nicCalled(call.text("nicid"));
    if (vm == nullptr || !hasAccess(call.caller(), *vm->account))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    Nic& nic = vm->nics[index];
    nic.secondary.push_back({randomUuid(), world.takeAddress(*nic.network)});
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

Value removeIp(World& world, const std::string& id)
{
    for (const auto& [number, vm] : world.vms)
        for (Nic& nic : vm->nics)
            for (auto at = nic.secondary.begin(); at != nic.secondary.end(); ++at)
                if (at->id == id) {
                    world.freeAddress(*nic.network, at->address);
                    nic.secondary.erase(at);
                    return Value::object().add("success", true);
                }
    throw Refusal(431, kInvalidParameterValue, "Unable to find secondary ip address by id");
}

Value runRemoveIp(World& world, const Call& call)
{
    Job job;
    job.work = [id = call.text("id")](World& then, const Job&, const GuestOutcome&, Instant) {
        return removeIp(then, id);
    };
    return startJob(world, call, std::move(job));
}

Value runAddNic(World& world, const Call& call)
{
    Job job;
    job.vm = call.text("virtualmachineid");
    job.work = [id = call.text("networkid")](World& then, const Job& self, const GuestOutcome&, Instant) {
        Vm& vm = vmOf(then, self);
        const Network* const network = then.networks.find(id);
        if (network == nullptr)
            throw Refusal(431, kInvalidParameterValue, "unable to find a network with id " + id);
        then.addNic(vm, *network);
        return Value::object().add("virtualmachine", showVmForJob(vm, self, VmParts::parse({"nics"})));
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
