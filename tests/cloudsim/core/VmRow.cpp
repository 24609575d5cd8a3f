#include "tests/cloudsim/core/VmRow.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

constexpr std::chrono::minutes kLongestUpdate{10};

} // namespace

VmRow rowOf(const Vm& vm)
{
    return {vm.displayName,         vm.userData,       vm.userDataDetails, vm.haEnabled, vm.shown,
            vm.dynamicallyScalable, vm.deleteProtected};
}

void writeRow(Vm& vm, const VmRow& row)
{
    vm.displayName = row.displayName;
    vm.userData = row.userData;
    vm.userDataDetails = row.userDataDetails;
    vm.haEnabled = row.haEnabled;
    vm.shown = row.shown;
    vm.dynamicallyScalable = row.dynamicallyScalable;
    vm.deleteProtected = row.deleteProtected;
}

void rereadRow(Vm& vm, Instant began, Instant now)
{
    const VmRow present = rowOf(vm);
    const auto missed = std::find_if(vm.overwritten.begin(), vm.overwritten.end(),
                                     [&](const auto& earlier) { return earlier.first > began; });
    if (missed != vm.overwritten.end())
        writeRow(vm, missed->second);
    std::erase_if(vm.overwritten, [&](const auto& earlier) { return earlier.first < now - kLongestUpdate; });
    if (began < now) // an update that takes no time cannot overlap another
        vm.overwritten.emplace_back(now, present);
}

} // namespace readystage::cloudsim
