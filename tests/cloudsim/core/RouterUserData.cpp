#include "tests/cloudsim/core/RouterUserData.h"

#include "tests/cloudsim/core/Mocks.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>

namespace readystage::cloudsim {

void refuseByRouter(const Vm& vm)
{
    throw Refusal(534, kResourceUnavailable,
                  "Resource [DataCenter:" + std::to_string(vm.zone->number) +
                      "] is unreachable: Unable to apply save userdata entry on router ");
}

void pushUserData(World& world, Vm& vm)
{
    if (std::none_of(vm.nics.begin(), vm.nics.end(), [](const Nic& nic) { return nic.network->hasUserDataService(); }))
        throw Refusal(530, kCloudRuntime, "Failed to reset userdata for the virtual machine ");
    bool told = vm.nics.empty();
    for (const Nic& nic : vm.nics) {
        if (nic.network->configDrive && vm.state == state::kRunning)
            throw Refusal(530, kCloudRuntime, "Instance should to stopped to reset password");
        const Reach how = nic.network->hasRouter() ? reach(world, *nic.network) : Reach::told;
        const bool sent = nic.network->hasRouter() && how == Reach::told;
        if (how == Reach::failed || (sent && hostRefuses(world, *vm.zone, "VmDataCommand")))
            refuseByRouter(vm);
        told = told || how == Reach::told;
        world.push(*nic.network);
    }
    if (!told)
        return;
    vm.routerUserData = vm.userData;
    vm.routerDetails = vm.userDataDetails;
}

} // namespace readystage::cloudsim
