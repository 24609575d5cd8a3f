#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"

namespace readystage::cloudsim {

namespace {

Value showVolume(const Vm* vm)
{
    const Account& owner = *vm->user->account;
    return Value::object()
        .add("id", vm->rootVolume)
        .add("name", "ROOT-" + std::to_string(vm->number))
        .add("zoneid", vm->zone->id)
        .add("zonename", vm->zone->name)
        .add("type", "ROOT")
        .add("deviceid", 0)
        .add("virtualmachineid", vm->id)
        .add("vmname", vm->name)
        .add("vmdisplayname", vm->displayName)
        .add("vmstate", vm->state)
        .add("account", owner.name)
        .add("domainid", owner.domain->id)
        .add("domain", owner.domain->name)
        .add("state", "Ready")
        .add("hypervisor", "Simulator");
}

/// Root disks only: there are no others here.
Value runListVolumes(World& world, const Call& call)
{
    std::vector<const Vm*> rows;
    const bool roots = !call.has("type") || equalIgnoringCase(call.text("type"), "ROOT");
    for (const auto& [number, vm] : world.vms) {
        const bool own = vm->user->account == &call.account();
        const bool seen = own || (call.flag("listall") && hasAccess(call.caller(), *vm->user->account));
        const bool meant = !call.has("virtualmachineid") || vm->id == call.text("virtualmachineid");
        if (roots && seen && meant && !vm->rootVolume.empty())
            rows.push_back(vm.get());
    }
    return listed(world, call, "volume", rows, showVolume);
}

} // namespace

extern const Behaviour listVolumes;
const Behaviour listVolumes{.command = "listVolumes", .run = runListVolumes};

} // namespace readystage::cloudsim
