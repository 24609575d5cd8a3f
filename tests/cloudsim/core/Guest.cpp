#include "tests/cloudsim/core/Guest.h"

#include "tests/cloudsim/core/Command.h"

namespace readystage::cloudsim {

namespace {

GuestOrder orderFor(const Vm& vm, bool start, const std::string& command)
{
    GuestOrder order{start, vm.id, {{"CLOUDSIM_VM_ID", vm.id}, {"CLOUDSIM_VM_NAME", vm.name}}};
    if (!vm.nics.empty()) {
        const Nic& nic = vm.nics.front();
        order.environment.insert(order.environment.end(), {{"CLOUDSIM_IP", nic.address},
                                                           {"CLOUDSIM_MAC", nic.mac},
                                                           {"CLOUDSIM_NETWORK", nic.network->name},
                                                           {"CLOUDSIM_GATEWAY", nic.network->gateway},
                                                           {"CLOUDSIM_NETMASK", nic.network->netmask}});
    }
    order.environment.emplace_back("CLOUDSIM_COMMAND", command);
    return order;
}

} // namespace

std::vector<GuestOrder> guestOrdersOf(World& world, const std::string& jobId)
{
    const Job* const job = world.job(jobId);
    const bool acts = job != nullptr && !job->doomed && job->guest != GuestAction::none;
    Vm* const vm = acts ? world.vms.find(job->vm) : nullptr;
    if (vm == nullptr)
        return {};
    const bool stops = job->guest != GuestAction::start && vm->guestStarted;
    const bool starts = job->guest == GuestAction::start ? vm->state != state::kRunning
                                                         : job->guest == GuestAction::restart && vm->guestStarted;
    std::vector<GuestOrder> orders;
    if (stops)
        orders.push_back(orderFor(*vm, false, job->command->name));
    if (starts)
        orders.push_back(orderFor(*vm, true, job->command->name));
    vm->guestStarted = starts || (vm->guestStarted && !stops);
    return orders;
}

std::vector<GuestOrder> stopAllGuests(World& world)
{
    std::vector<GuestOrder> orders;
    for (const auto& [number, vm] : world.vms)
        if (std::exchange(vm->guestStarted, false))
            orders.push_back(orderFor(*vm, false, ""));
    return orders;
}

} // namespace readystage::cloudsim
