#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/VmStates.h"

namespace readystage::cloudsim {

namespace {

Value expunge(World& world, const Job& job, const GuestOutcome& outcome, Instant now)
{
    if (world.vms.find(job.vm) == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Unable to find a virtual machine with specified vmId");
    const Vm& vm = vmOf(world, job);
    if (vm.state != state::kDestroyed && vm.state != state::kError)
        throw Refusal(530, kCloudRuntime, "Please destroy vm with specified vmId before expunge");
    if (job.caller->account->role->type == RoleType::user)
        throw Refusal(530, kPermissionDenied,
                      "Expunging a vm can only be done by an Admin. Or when the allow.user.expunge.recover.vm key is "
                      "set.");
    if (!outcome.ok)
        throw Refusal(530, kServerApi, "Failed to expunge Instance");
    tellDiskDestroyed(world, job, vm, now);
    world.expunge(vm);
    return Value::object().add("success", true);
}

Value runExpungeVirtualMachine(World& world, const Call& call)
{
    Job job;
    job.vm = call.text("id");
    job.work = expunge;
    return startJob(world, call, std::move(job));
}

} // namespace

extern const Behaviour expungeVirtualMachine;
const Behaviour expungeVirtualMachine{
    .command = "expungeVirtualMachine",
    .run = runExpungeVirtualMachine,
    .subject = Entity::vm,
    .owned = true,
    .javaClass = "org.apache.cloudstack.api.command.admin.vm.ExpungeVMCmd",
    .words = {
        .type = "VM.EXPUNGE", .scheduled = "Expunging Instance with ID: ", .deed = "expunging Vm", .tellsStart = true}};

} // namespace readystage::cloudsim
