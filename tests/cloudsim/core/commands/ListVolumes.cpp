#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Scope.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

Value showVolume(const Vm* vm)
{
    Value shown = Value::object()
                      .add("id", vm->rootVolume)
                      .add("name", "ROOT-" + std::to_string(vm->number))
                      .add("zoneid", vm->zone->id)
                      .add("zonename", vm->zone->name)
                      .add("type", "ROOT")
                      .add("deviceid", 0)
                      .add("virtualmachineid", vm->id)
                      .add("vmname", vm->name)
                      .add("vmdisplayname", vm->displayName)
                      .add("vmstate", vm->state);
    return addOwner(shown, *vm->account, false).add("state", "Ready").add("hypervisor", "Simulator");
}

bool isWanted(const Vm& vm, const Call& call)
{
    const auto is = [&](const char* parameter, const std::string& value) {
        return !call.has(parameter) || ascii::equalIgnoringCase(call.text(parameter), value);
    };
    const auto ids = call.list("ids");
    const std::string name = "ROOT-" + std::to_string(vm.number);
    const std::string keyword = call.text("keyword");
    return is("type", "ROOT") && is("state", "Ready") && is("id", vm.rootVolume) && is("name", name) &&
           is("zoneid", vm.zone->id) && is("virtualmachineid", vm.id) &&
           (ids.empty() || std::find(ids.begin(), ids.end(), vm.rootVolume) != ids.end()) &&
           (containsLike(name, keyword) || containsLike("ROOT", keyword) || containsLike("Ready", keyword));
}

/// Root disks, for there are no others here; the newest first.
Value runListVolumes(World& world, const Call& call)
{
    const Scope scope(world, call);
    std::vector<const Vm*> rows;
    for (const auto& [number, vm] : world.vms)
        if (!vm->rootVolume.empty() && scope.shows(*vm->account) && isWanted(*vm, call))
            rows.push_back(vm.get());
    std::reverse(rows.begin(), rows.end());
    return listed(world, call, "volume", rows, showVolume);
}

} // namespace

extern const Behaviour listVolumes;
const Behaviour listVolumes{.command = "listVolumes", .run = runListVolumes, .subject = Entity::volume};

} // namespace readystage::cloudsim
