#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/RouterUserData.h"
#include "tests/cloudsim/core/UserDataTexts.h"
#include "tests/cloudsim/core/VmStates.h"
#include "tests/cloudsim/core/VmView.h"

namespace readystage::cloudsim {

namespace {

constexpr ActionWords kResetWords{.type = "VM.RESETUSERDATA", .deed = "resetting VM userdata", .tellsStart = true};

/// Overwrites all three, so that nothing given means nothing left.
void reset(World& world, Vm& vm, const Call& call)
{
    if (vm.state != state::kStopped)
        throw Refusal(431, kInvalidParameterValue, "VM " + printed(vm) + " should be stopped to do UserData reset");
    const FinalUserData userData = finalUserData(world, *vm.templ, call);
    vm.userData = userData.text;
    vm.userDataSource = userData.source;
    vm.userDataDetails = call.map("userdatadetails");
    pushUserData(world, vm);
}

Value runResetUserDataForVirtualMachine(World& world, const Call& call)
{
    Vm* const vm = world.vms.find(call.text("id"));
    if (vm == nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      "unable to find an Instance by id" + numberOfVm(world, call.text("id")));
    const Subject about{vm->account, vm->id, vm->name};
    try {
        reset(world, *vm, call);
    } catch (const Refusal&) {
        tellDone(world, kResetWords, call.caller(), about, false, call.now());
        throw;
    }
    tellDone(world, kResetWords, call.caller(), about, true, call.now());
    return Value::object().add("virtualmachine", showVm(*vm, call.caller(), VmParts{.restricted = true}));
}

} // namespace

extern const Behaviour resetUserDataForVirtualMachine;
const Behaviour resetUserDataForVirtualMachine{.command = "resetUserDataForVirtualMachine",
                                               .run = runResetUserDataForVirtualMachine,
                                               .subject = Entity::vm,
                                               .owned = true};

} // namespace readystage::cloudsim
