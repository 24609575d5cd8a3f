#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Infrastructure.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/VmStates.h"
#include "tests/cloudsim/core/VmView.h"

namespace readystage::cloudsim {

namespace {

Value result(const Vm& vm, const Job& job)
{
    return Value::object().add("virtualmachine", showVmForJob(vm, job));
}

/// The state shown while the job is under way, if the VM is in the one the job starts from.
void pass(World& world, const Call& call, const char* from, const char* through)
{
    Vm* const vm = world.vms.find(call.text("id"));
    if (vm != nullptr && vm->state == from)
        vm->state = through;
}

Value startJobOn(World& world, const Call& call, GuestAction guest, decltype(Job::work) work)
{
    Job job;
    job.vm = call.text("id");
    job.guest = guest;
    job.work = std::move(work);
    return startJob(world, call, std::move(job));
}

Value becomeStarted(World& world, const Job& job, const GuestOutcome& outcome, Instant now, bool setup)
{
    Vm& vm = vmOf(world, job);
    if (vm.state == state::kRunning)
        throw Refusal(431, kInvalidParameterValue,
                      "The virtual machine " + vm.id + " (" + vm.displayName + ") is already running");
    if (vm.state != state::kStarting && vm.state != state::kStopped)
        throw Refusal(530, kCloudRuntime, "Unable to start a VM [" + vm.id + "] due to its state " + vm.state);
    if (setup) {
        vm.state = state::kStopped;
        throw Refusal(431, kInvalidParameterValue, "bootintosetup makes no sense for Simulator");
    }
    if (!outcome.ok) {
        vm.state = state::kStopped;
        throw Refusal(530, kCloudRuntime,
                      "Unable to orchestrate the start of VM instance {\"instanceName\":\"" + vm.instanceName() +
                          "\",\"uuid\":\"" + vm.id + "\"}.");
    }
    for (const Nic& nic : vm.nics)
        provideRouters(world, *nic.network, now);
    becomeRunning(vm, now);
    return result(vm, job);
}

Value runStart(World& world, const Call& call)
{
    pass(world, call, state::kStopped, state::kStarting);
    const bool setup = call.has("bootintosetup");
    return startJobOn(world, call, setup ? GuestAction::none : GuestAction::start,
                      [setup](World& then, const Job& job, const GuestOutcome& outcome, Instant now) {
                          return becomeStarted(then, job, outcome, now, setup);
                      });
}

Value becomeStopped(World& world, const Job& job, const GuestOutcome& outcome, Instant now, bool forced)
{
    Vm& vm = vmOf(world, job);
    if (!outcome.ok) {
        const std::string why = notStopped(vm, job);
        throw Refusal(530, kCloudRuntime, forced ? "Unable to stop the Instance due to Simulated failure" : why);
    }
    if (vm.state == state::kRunning || vm.state == state::kStopping) {
        vm.state = state::kStopped;
        leaveHost(vm, now);
    }
    return result(vm, job);
}

Value runStop(World& world, const Call& call)
{
    pass(world, call, state::kRunning, state::kStopping);
    const bool forced = call.flag("forced");
    return startJobOn(world, call, GuestAction::stop,
                      [forced](World& then, const Job& job, const GuestOutcome& outcome, Instant now) {
                          return becomeStopped(then, job, outcome, now, forced);
                      });
}

Value becomeRebooted(World& world, const Job& job, const GuestOutcome& outcome, Instant now, bool setup)
{
    Vm& vm = vmOf(world, job, "Unable to find a Instance with ID ");
    if (vm.state != state::kRunning)
        throw Refusal(431, kInvalidParameterValue,
                      "The Instance " + vm.id + " (" + vm.displayName + ") is not running, unable to reboot it");
    if (setup && !vm.offering->isVolatile)
        throw Refusal(431, kInvalidParameterValue,
                      "Booting into a hardware setup menu is not implemented on Simulator");
    if (!outcome.ok)
        throw Refusal(530, kCloudRuntime,
                      "Unable to reboot VM " + printed(vm) + " on Host {\"id\":1,\"name\":\"" + kHostName +
                          "\",\"type\":\"Routing\",\"uuid\":\"" + hostId() + "\"} due to no reboot response");
    if (vm.offering->isVolatile)
        replaceDisk(world, job, vm, now);
    vm.updated = now;
    return result(vm, job);
}

Value runReboot(World& world, const Call& call)
{
    const bool setup = call.flag("bootintosetup");
    return startJobOn(world, call, setup ? GuestAction::none : GuestAction::restart,
                      [setup](World& then, const Job& job, const GuestOutcome& outcome, Instant now) {
                          return becomeRebooted(then, job, outcome, now, setup);
                      });
}

} // namespace

extern const Behaviour startVirtualMachine;
const Behaviour startVirtualMachine{.command = "startVirtualMachine",
                                    .run = runStart,
                                    .subject = Entity::vm,
                                    .owned = true,
                                    .javaClass = "org.apache.cloudstack.api.command.user.vm.StartVMCmd",
                                    .javaClassAdmin = "org.apache.cloudstack.api.command.admin.vm.StartVMCmdByAdmin",
                                    .words = {.type = "VM.START",
                                              .scheduled = "Starting User Instance with ID: ",
                                              .deed = "starting Vm",
                                              .tellsStart = true}};

extern const Behaviour stopVirtualMachine;
const Behaviour stopVirtualMachine{
    .command = "stopVirtualMachine",
    .run = runStop,
    .subject = Entity::vm,
    .owned = true,
    .javaClass = "org.apache.cloudstack.api.command.user.vm.StopVMCmd",
    .javaClassAdmin = "org.apache.cloudstack.api.command.admin.vm.StopVMCmdByAdmin",
    .words = {
        .type = "VM.STOP", .scheduled = "Stopping User Instance with ID: ", .deed = "stopping Vm", .tellsStart = true}};

extern const Behaviour rebootVirtualMachine;
const Behaviour rebootVirtualMachine{.command = "rebootVirtualMachine",
                                     .run = runReboot,
                                     .subject = Entity::vm,
                                     .owned = true,
                                     .javaClass = "org.apache.cloudstack.api.command.user.vm.RebootVMCmd",
                                     .javaClassAdmin = "org.apache.cloudstack.api.command.admin.vm.RebootVMCmdByAdmin",
                                     .words = {.type = "VM.REBOOT",
                                               .scheduled = "Rebooting User Instance with ID: ",
                                               .deed = "rebooting Vm",
                                               .tellsStart = true}};

} // namespace readystage::cloudsim
