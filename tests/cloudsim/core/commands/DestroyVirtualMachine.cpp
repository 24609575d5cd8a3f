#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/VmStates.h"
#include "tests/cloudsim/core/VmView.h"

namespace readystage::cloudsim {

namespace {

/// What is left to show of an expunged VM.
Value showExpunged()
{
    return Value::object()
        .add("securitygroup", Value::list())
        .add("nic", Value::list())
        .add("affinitygroup", Value::list())
        .add("deleteprotection", false)
        .add("tags", Value::list());
}

/// As long as allow.user.expunge.recover.vm is off.
bool mayExpunge(const User& caller)
{
    return caller.account->role->type != RoleType::user;
}

Value destroy(World& world, const Job& job, const GuestOutcome& outcome, Instant now, bool expunge, bool forced)
{
    if (expunge && !mayExpunge(*job.caller))
        throw Refusal(530, kPermissionDenied, "Account does not have permission for expunging.");
    Vm* const vm = &vmOf(world, job);
    if (vm->state == state::kDestroyed && !expunge)
        return Value::object().add("virtualmachine", showVmForJob(*vm, job));
    if (vm->deleteProtected && !forced)
        throw Refusal(431, kInvalidParameterValue,
                      "Instance [id = " + vm->id + ", name = " + vm->name +
                          "] has delete protection enabled and cannot be deleted.");
    if (!outcome.ok)
        throw Refusal(530, kCloudRuntime, notStopped(*vm, job));
    if (expunge) {
        tellDiskDestroyed(world, job, *vm, now);
        tellFirewallClosed(world, job, now);
        world.expunge(*vm);
        return Value::object().add("virtualmachine", showExpunged());
    }
    vm->state = state::kDestroyed;
    leaveHost(*vm, now);
    return Value::object().add("virtualmachine", showVmForJob(*vm, job));
}

Value runDestroyVirtualMachine(World& world, const Call& call)
{
    const bool expunge = call.flag("expunge");
    const bool forced = call.flag("forced");
    Vm* const vm = world.vms.find(call.text("id"));
    const bool permitted = (!expunge || mayExpunge(call.caller())) && (vm == nullptr || !vm->deleteProtected || forced);
    if (permitted && vm != nullptr && vm->state == state::kRunning)
        vm->state = state::kStopping;
    Job job;
    job.vm = call.text("id");
    job.guest = permitted ? GuestAction::stop : GuestAction::none;
    job.work = [expunge, forced](World& then, const Job& self, const GuestOutcome& outcome, Instant now) {
        return destroy(then, self, outcome, now, expunge, forced);
    };
    return startJob(world, call, std::move(job));
}

} // namespace

extern const Behaviour destroyVirtualMachine;
const Behaviour destroyVirtualMachine{.command = "destroyVirtualMachine",
                                      .run = runDestroyVirtualMachine,
                                      .subject = Entity::vm,
                                      .owned = true,
                                      .javaClass = "org.apache.cloudstack.api.command.user.vm.DestroyVMCmd",
                                      .javaClassAdmin =
                                          "org.apache.cloudstack.api.command.admin.vm.DestroyVMCmdByAdmin",
                                      .words = {.type = "VM.DESTROY",
                                                .scheduled = "Destroying Instance with ID: ",
                                                .deed = "destroying Vm",
                                                .tellsStart = true}};

} // namespace readystage::cloudsim
