#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/VmView.h"

#include <array>

namespace readystage::cloudsim {

namespace {

constexpr std::array kParameters{
    Parameter{"id", Type::uuid, true, "The ID of the Instance", Entity::vm, true},
    Parameter{"expunge", Type::boolean, false,
              "If true is passed, the Instance is expunged immediately. False by default."},
    Parameter{"forced", Type::boolean, false, "Force delete a virtual machine by by-passing deleteprotection"},
};

constexpr std::array kResponse{
    ResponseField{"id", "string", "the ID of the Instance"},
    ResponseField{"state", "string", "the state of the Instance"},
    ResponseField{"jobid", "string", "The UUID of the latest async job acting on this object"},
    ResponseField{"jobstatus", "integer", "The current status of the latest async job acting on this object"},
};

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

Value destroy(World& world, const Job& job, const GuestOutcome& outcome, Instant now, bool expunge)
{
    Vm* const vm = world.vms.find(job.vm);
    if (vm == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Unable to find a virtual machine with specified vmId");
    if (expunge && job.caller->account->role->type != RoleType::admin)
        throw Refusal(
            531, kPermissionDenied,
            "Parameter expunge can be passed by Admin only. Or when the allow.user.expunge.recover.vm key is set.");
    if (!outcome.ok) {
        vm->state = vm->host.empty() ? vm->state : state::kRunning;
        vm->guestStarted = vm->guestStarted || !job.doomed; // the hook failed: it may still be there
        throw Refusal(530, kCloudRuntime, "Failed to destroy vm with specified vmId");
    }
    if (expunge) {
        world.expunge(*vm);
        return Value::object().add("virtualmachine", showExpunged());
    }
    vm->state = state::kDestroyed;
    vm->host.clear();
    vm->updated = now;
    vm->details = {{"Message.ReservedCapacityFreed.Flag", "false"}};
    return Value::object().add("virtualmachine", showVmForJob(*vm, job));
}

Value run(World& world, const Call& call)
{
    const bool expunge = call.flag("expunge");
    const bool permitted = !expunge || call.isAdmin();
    Vm* const vm = world.vms.find(call.text("id"));
    if (permitted && vm != nullptr && vm->state == state::kRunning)
        vm->state = state::kStopping;
    Job job;
    job.vm = call.text("id");
    job.guest = permitted ? GuestAction::stop : GuestAction::none;
    job.work = [expunge](World& then, const Job& self, const GuestOutcome& outcome, Instant now) {
        return destroy(then, self, outcome, now, expunge);
    };
    return startJob(world, call, std::move(job));
}

} // namespace

extern const Command destroyVirtualMachine;
const Command destroyVirtualMachine{"destroyVirtualMachine",
                                    "Destroys  an Instance. Once destroyed, only the administrator can recover it.",
                                    "",
                                    false,
                                    "org.apache.cloudstack.api.command.user.vm.DestroyVMCmd",
                                    "org.apache.cloudstack.api.command.admin.vm.DestroyVMCmdByAdmin",
                                    kParameters,
                                    kResponse,
                                    run};

} // namespace readystage::cloudsim
