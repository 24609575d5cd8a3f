#include "tests/cloudsim/core/Command.h"

#include <array>

namespace readystage::cloudsim {

extern const Behaviour createTags;
extern const Behaviour deleteTags;
extern const Behaviour deployVirtualMachine;
extern const Behaviour destroyVirtualMachine;
extern const Behaviour expungeVirtualMachine;
extern const Behaviour getVirtualMachineUserData;
extern const Behaviour listApis;
extern const Behaviour listCapabilities;
extern const Behaviour listDiskOfferings;
extern const Behaviour listEvents;
extern const Behaviour listNetworks;
extern const Behaviour listServiceOfferings;
extern const Behaviour listTags;
extern const Behaviour listTemplates;
extern const Behaviour listUsers;
extern const Behaviour listVirtualMachines;
extern const Behaviour listZones;
extern const Behaviour queryAsyncJobResult;
extern const Behaviour rebootVirtualMachine;
extern const Behaviour recoverVirtualMachine;
extern const Behaviour resetUserDataForVirtualMachine;
extern const Behaviour restoreVirtualMachine;
extern const Behaviour startVirtualMachine;
extern const Behaviour stopVirtualMachine;
extern const Behaviour updateVirtualMachine;

namespace {

/// The only place that lists them.
constexpr std::array kBehaviours{&createTags,
                                 &deleteTags,
                                 &deployVirtualMachine,
                                 &destroyVirtualMachine,
                                 &expungeVirtualMachine,
                                 &getVirtualMachineUserData,
                                 &listApis,
                                 &listCapabilities,
                                 &listDiskOfferings,
                                 &listEvents,
                                 &listNetworks,
                                 &listServiceOfferings,
                                 &listTags,
                                 &listTemplates,
                                 &listUsers,
                                 &listVirtualMachines,
                                 &listZones,
                                 &queryAsyncJobResult,
                                 &rebootVirtualMachine,
                                 &recoverVirtualMachine,
                                 &resetUserDataForVirtualMachine,
                                 &restoreVirtualMachine,
                                 &startVirtualMachine,
                                 &stopVirtualMachine,
                                 &updateVirtualMachine};

} // namespace

std::span<const Behaviour* const> allBehaviours()
{
    return kBehaviours;
}

} // namespace readystage::cloudsim
