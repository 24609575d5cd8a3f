#include "tests/cloudsim/core/Guest.h"

namespace readystage::cloudsim {

namespace {

GuestOrder orderFor(const Vm& vm, bool start)
{
    GuestOrder order{start, vm.id, {{"CLOUDSIM_VM_ID", vm.id}, {"CLOUDSIM_VM_NAME", vm.name}}};
    if (vm.nics.empty())
        return order;
    const Nic& nic = vm.nics.front();
    order.environment.insert(order.environment.end(), {{"CLOUDSIM_IP", nic.address},
                                                       {"CLOUDSIM_MAC", nic.mac},
                                                       {"CLOUDSIM_NETWORK", nic.network->name},
                                                       {"CLOUDSIM_GATEWAY", nic.network->gateway},
                                                       {"CLOUDSIM_NETMASK", nic.network->netmask}});
    return order;
}

} // namespace

std::optional<GuestOrder> guestOrderOf(World& world, const std::string& jobId)
{
    const Job* const job = world.job(jobId);
    const bool acts = job != nullptr && !job->doomed && job->guest != GuestAction::none;
    Vm* const vm = acts ? world.vms.find(job->vm) : nullptr;
    if (vm == nullptr)
        return std::nullopt;
    const bool start = job->guest == GuestAction::start;
    if (!start && !vm->guestStarted)
        return std::nullopt;
    vm->guestStarted = start;
    return orderFor(*vm, start);
}

std::vector<GuestOrder> stopAllGuests(World& world)
{
    std::vector<GuestOrder> orders;
    for (const auto& [number, vm] : world.vms)
        if (std::exchange(vm->guestStarted, false))
            orders.push_back(orderFor(*vm, false));
    return orders;
}

} // namespace readystage::cloudsim
