#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Refusal.h"

#include <array>

namespace readystage::cloudsim {

namespace {

constexpr std::array kParameters{
    Parameter{"virtualmachineid", Type::uuid, true, "The ID of the Instance", Entity::vm, true}};

constexpr std::array kResponse{
    ResponseField{"virtualmachineid", "string", "The ID of the Instance"},
    ResponseField{"userdata", "string", "Base64 encoded Instance User Data"},
};

Value run(World& world, const Call& call)
{
    const Vm* const vm = world.vms.find(call.text("virtualmachineid"));
    if (vm == nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      "unable to find a virtual machine with id " + call.text("virtualmachineid"));
    Value shown = Value::object();
    shown.add("virtualmachineid", vm->id).addIfAny("userdata", vm->userData);
    return Value::object().add("virtualmachineuserdata", std::move(shown));
}

} // namespace

extern const Command getVirtualMachineUserData;
const Command getVirtualMachineUserData{"getVirtualMachineUserData",
                                        "Returns user data associated with the Instance",
                                        "4.4",
                                        false,
                                        nullptr,
                                        nullptr,
                                        kParameters,
                                        kResponse,
                                        run};

} // namespace readystage::cloudsim
