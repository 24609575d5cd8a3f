#include "tests/cloudsim/core/VmStates.h"

#include "common/codec/Digest.h"
#include "common/domain/Ids.h"
#include "tests/cloudsim/core/Refusal.h"

namespace readystage::cloudsim {

void becomeRunning(Vm& vm, Instant now)
{
    vm.state = state::kRunning;
    vm.host = kHostName;
    vm.updated = now;
    std::erase_if(vm.details, [](const auto& detail) { return detail.first == kNotStarted; });
    for (Nic& nic : vm.nics)
        nic.isolated = true;
    // a router serves from now on what was written while the VM was down
    vm.routerUserData = vm.userData;
    vm.routerDetails = vm.userDataDetails;
}

void leaveHost(Vm& vm, Instant now)
{
    vm.host.clear();
    vm.updated = now;
    for (Nic& nic : vm.nics)
        nic.isolated = false;
    noteFreedCapacity(vm);
}

void noteFreedCapacity(Vm& vm)
{
    constexpr const char* kFreed = "Message.ReservedCapacityFreed.Flag";
    std::erase_if(vm.details, [&](const auto& detail) { return detail.first == kFreed; });
    vm.details.emplace_back(kFreed, "false");
}

void replaceDisk(World& world, const Job& job, Vm& vm, Instant now)
{
    tellDiskDestroyed(world, job, vm, now);
    vm.rootVolume = randomUuid();
    vm.updated = now;
    if (vm.state == state::kRunning)
        noteFreedCapacity(vm); // it was stopped in between
}

Vm& vmOf(World& world, const Job& job, const char* words)
{
    Vm* const vm = world.vms.find(job.vm);
    if (vm == nullptr)
        throw Refusal(431, kInvalidParameterValue, words + numberOfVm(world, job.vm));
    return *vm;
}

std::string numberOfVm(const World& world, const std::string& sent)
{
    const std::uint64_t number = world.vmNumber(sent);
    return number == 0 && !canonicalUuid(sent) ? sent : std::to_string(number);
}

std::string notStopped(Vm& vm, const Job& job)
{
    vm.state = vm.host.empty() ? vm.state : state::kRunning;
    vm.guestStarted = vm.guestStarted || !job.doomed; // the hook failed: it may still be there
    return "Unable to stop " + printed(vm);
}

std::string printed(const Vm& vm)
{
    return "VM instance {\"id\":" + std::to_string(vm.number) + ",\"instanceName\":\"" + vm.instanceName() +
           "\",\"state\":\"" + vm.state + "\",\"type\":\"User\",\"uuid\":\"" + vm.id + "\"}";
}

} // namespace readystage::cloudsim
