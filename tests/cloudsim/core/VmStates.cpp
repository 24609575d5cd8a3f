#include "tests/cloudsim/core/VmStates.h"

#include "common/codec/Digest.h"
#include "tests/cloudsim/core/Refusal.h"

namespace readystage::cloudsim {

void becomeRunning(Vm& vm, Instant now)
{
    vm.state = state::kRunning;
    vm.host = kHostName;
    vm.updated = now;
    // a router serves from now on what was written while the VM was down
    vm.routerUserData = vm.userData;
    vm.routerDetails = vm.userDataDetails;
}

void leaveHost(Vm& vm, const char* state, Instant now)
{
    vm.state = state;
    vm.bootModeKnown = false;
    vm.host.clear();
    vm.updated = now;
    vm.details = {{"Message.ReservedCapacityFreed.Flag", "false"}};
}

void replaceDisk(World& world, const Job& job, Vm& vm, Instant now)
{
    tellDiskDestroyed(world, job, vm, now);
    vm.rootVolume = randomUuid();
    vm.updated = now;
    vm.bootModeKnown = false;
    if (vm.state == state::kRunning)
        vm.details = {{"Message.ReservedCapacityFreed.Flag", "false"}}; // it was stopped in between
}

Vm& vmOf(World& world, const Job& job)
{
    Vm* const vm = world.vms.find(job.vm);
    if (vm == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Unable to find a virtual machine with id " + job.vm);
    return *vm;
}

} // namespace readystage::cloudsim
