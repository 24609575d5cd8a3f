#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/VmStates.h"

namespace readystage::cloudsim {

namespace {

Value runGetVirtualMachineUserData(World& world, const Call& call)
{
    const Vm* const vm = world.vms.find(call.text("virtualmachineid"));
    if (vm == nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      "Unable to find virtual machine with id " + numberOfVm(world, call.text("virtualmachineid")));
    Value shown = Value::object();
    shown.add("virtualmachineid", vm->id).addIfAny("userdata", vm->userData);
    return Value::object().add("virtualmachineuserdata", std::move(shown));
}

} // namespace

extern const Behaviour getVirtualMachineUserData;
const Behaviour getVirtualMachineUserData{
    .command = "getVirtualMachineUserData", .run = runGetVirtualMachineUserData, .owned = true};

} // namespace readystage::cloudsim
