#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/VmStates.h"
#include "tests/cloudsim/core/VmView.h"

namespace readystage::cloudsim {

namespace {

constexpr ActionWords kRecoverWords{.type = "VM.RECOVER", .deed = "recovering VM", .tellsStart = true};

Value runRecoverVirtualMachine(World& world, const Call& call)
{
    Vm* const vm = world.vms.find(call.text("id"));
    if (vm == nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      "Unable to find an Instance with id " + numberOfVm(world, call.text("id")));
    if (call.account().role->type == RoleType::user)
        throw Refusal(531, kPermissionDenied,
                      "Recovering a vm can only be done by an Admin. Or when the allow.user.expunge.recover.vm key is "
                      "set.");
    const bool well = vm->state == state::kDestroyed;
    if (well)
        vm->state = state::kStopped;
    tellDone(world, kRecoverWords, call.caller(), {vm->account, vm->id, vm->name}, well, call.now());
    if (!well)
        throw Refusal(431, kInvalidParameterValue, "Vm with id " + vm->id + " is not in the right state");
    return Value::object().add("virtualmachine", showVm(*vm, call.caller(), VmParts()));
}

} // namespace

extern const Behaviour recoverVirtualMachine;
const Behaviour recoverVirtualMachine{
    .command = "recoverVirtualMachine", .run = runRecoverVirtualMachine, .subject = Entity::vm, .owned = true};

} // namespace readystage::cloudsim
