#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/VmStates.h"
#include "tests/cloudsim/core/VmView.h"

namespace readystage::cloudsim {

namespace {

Value restore(World& world, const Job& job, const GuestOutcome& outcome, Instant now, const Template* templ)
{
    Vm& vm = vmOf(world, job, "Cannot find VM with ID ");
    if (vm.state != state::kRunning && vm.state != state::kStopped)
        throw Refusal(530, kCloudRuntime,
                      "Vm " + vm.id + " currently in " + vm.state +
                          " state, restore vm can only execute when VM in Running or Stopped");
    if (!outcome.ok && vm.state == state::kRunning)
        throw Refusal(530, kCloudRuntime, notStopped(vm, job)); // it is stopped first
    if (!outcome.ok)
        throw Refusal(530, kServerApi, "Failed to restore vm " + vm.id);
    replaceDisk(world, job, vm, now);
    vm.templ = templ == nullptr ? vm.templ : templ;
    return Value::object().add("virtualmachine", showVmForJob(vm, job));
}

Value runRestoreVirtualMachine(World& world, const Call& call)
{
    Job job;
    job.vm = call.text("virtualmachineid");
    job.guest = GuestAction::restart;
    const Template* const templ = world.templates.find(call.text("templateid"));
    job.work = [templ](World& then, const Job& self, const GuestOutcome& outcome, Instant now) {
        return restore(then, self, outcome, now, templ);
    };
    return startJob(world, call, std::move(job));
}

} // namespace

extern const Behaviour restoreVirtualMachine;
const Behaviour restoreVirtualMachine{.command = "restoreVirtualMachine",
                                      .run = runRestoreVirtualMachine,
                                      .owned = true,
                                      .javaClass = "org.apache.cloudstack.api.command.user.vm.RestoreVMCmd",
                                      .javaClassAdmin =
                                          "org.apache.cloudstack.api.command.admin.vm.RestoreVMCmdByAdmin",
                                      // there is never a Started or Completed event
                                      .words = {.type = "VM.RESTORE",
                                                .scheduled = "Restoring Instance with ID: ",
                                                .scheduledEnd = " to original Template or specific Snapshot"},
                                      .envelope = "restorevmresponse"};

} // namespace readystage::cloudsim
