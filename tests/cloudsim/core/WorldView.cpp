#include "tests/cloudsim/core/WorldView.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

Value showPairs(const Pairs& pairs)
{
    Value shown = Value::object();
    for (const auto& [name, value] : pairs)
        shown.add(name, value);
    return shown;
}

Value showNics(const Vm& vm)
{
    Value shown = Value::list();
    for (const Nic& nic : vm.nics)
        shown.push(Value::object().add("network", nic.network->name).add("address", nic.address).add("mac", nic.mac));
    return shown;
}

Value show(const Vm& vm)
{
    Pairs tags;
    std::transform(vm.tags.begin(), vm.tags.end(), std::back_inserter(tags),
                   [](const Tag& tag) { return std::pair(tag.key, tag.value); });
    return Value::object()
        .add("id", vm.id)
        .add("name", vm.name)
        .add("displayname", vm.displayName)
        .add("account", vm.account->name)
        .add("state", vm.state)
        .add("guest_started", vm.guestStarted)
        .add("nics", showNics(vm))
        .add("userdata", vm.userData)
        .add("userdata_at_router", vm.routerUserData)
        .add("userdata_details", showPairs(vm.userDataDetails))
        .add("tags", showPairs(tags));
}

} // namespace

Value showWorld(const World& world)
{
    Value vms = Value::list();
    for (const auto& [number, vm] : world.vms)
        vms.push(show(*vm));
    return Value::object()
        .add("virtual_machines", std::move(vms))
        .add("pending_jobs", static_cast<std::int64_t>(world.pendingJobs()));
}

} // namespace readystage::cloudsim
