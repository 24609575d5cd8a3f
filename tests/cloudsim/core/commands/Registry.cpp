#include "tests/cloudsim/core/Command.h"

#include <array>

namespace readystage::cloudsim {

extern const Behaviour addIpToNic;
extern const Behaviour addNicToVirtualMachine;
extern const Behaviour associateIpAddress;
extern const Behaviour cleanupSimulatorMock;
extern const Behaviour configureSimulator;
extern const Behaviour createAccount;
extern const Behaviour createNetwork;
extern const Behaviour createProject;
extern const Behaviour createRole;
extern const Behaviour createRolePermission;
extern const Behaviour createSSHKeyPair;
extern const Behaviour createServiceOffering;
extern const Behaviour createTags;
extern const Behaviour createVPC;
extern const Behaviour deleteNetwork;
extern const Behaviour deleteSSHKeyPair;
extern const Behaviour deleteServiceOffering;
extern const Behaviour deleteTags;
extern const Behaviour deleteUserData;
extern const Behaviour deleteVPC;
extern const Behaviour deployVirtualMachine;
extern const Behaviour destroyRouter;
extern const Behaviour destroyVirtualMachine;
extern const Behaviour disableStaticNat;
extern const Behaviour disableUser;
extern const Behaviour disassociateIpAddress;
extern const Behaviour enableStaticNat;
extern const Behaviour enableUser;
extern const Behaviour expungeVirtualMachine;
extern const Behaviour getApiLimit;
extern const Behaviour getUser;
extern const Behaviour getUserKeys;
extern const Behaviour getVirtualMachineUserData;
extern const Behaviour linkUserDataToTemplate;
extern const Behaviour listAccounts;
extern const Behaviour listApis;
extern const Behaviour listAsyncJobs;
extern const Behaviour listCapabilities;
extern const Behaviour listClusters;
extern const Behaviour listConfigurations;
extern const Behaviour listDiskOfferings;
extern const Behaviour listDomains;
extern const Behaviour listEventTypes;
extern const Behaviour listEvents;
extern const Behaviour listHosts;
extern const Behaviour listHypervisors;
extern const Behaviour listInstanceGroups;
extern const Behaviour listManagementServers;
extern const Behaviour listNetworkOfferings;
extern const Behaviour listNetworks;
extern const Behaviour listNics;
extern const Behaviour listOsTypes;
extern const Behaviour listPods;
extern const Behaviour listProjects;
extern const Behaviour listPublicIpAddresses;
extern const Behaviour listRoles;
extern const Behaviour listRouters;
extern const Behaviour listSSHKeyPairs;
extern const Behaviour listSecurityGroups;
extern const Behaviour listServiceOfferings;
extern const Behaviour listSystemVms;
extern const Behaviour listTags;
extern const Behaviour listTemplates;
extern const Behaviour listUserData;
extern const Behaviour listUserKeys;
extern const Behaviour listUsers;
extern const Behaviour listVPCOfferings;
extern const Behaviour listVPCs;
extern const Behaviour listVirtualMachines;
extern const Behaviour listVolumes;
extern const Behaviour listZones;
extern const Behaviour queryAsyncJobResult;
extern const Behaviour querySimulatorMock;
extern const Behaviour rebootRouter;
extern const Behaviour rebootVirtualMachine;
extern const Behaviour recoverVirtualMachine;
extern const Behaviour registerSSHKeyPair;
extern const Behaviour registerUserData;
extern const Behaviour registerUserKeys;
extern const Behaviour removeIpFromNic;
extern const Behaviour resetApiLimit;
extern const Behaviour resetUserDataForVirtualMachine;
extern const Behaviour restartNetwork;
extern const Behaviour restoreVirtualMachine;
extern const Behaviour startRouter;
extern const Behaviour startVirtualMachine;
extern const Behaviour stopRouter;
extern const Behaviour stopVirtualMachine;
extern const Behaviour updateVirtualMachine;

namespace {

/// The only place that lists them.
constexpr std::array kBehaviours{&addIpToNic,
                                 &addNicToVirtualMachine,
                                 &associateIpAddress,
                                 &cleanupSimulatorMock,
                                 &configureSimulator,
                                 &createAccount,
                                 &createNetwork,
                                 &createProject,
                                 &createRole,
                                 &createRolePermission,
                                 &createSSHKeyPair,
                                 &createServiceOffering,
                                 &createTags,
                                 &createVPC,
                                 &deleteNetwork,
                                 &deleteSSHKeyPair,
                                 &deleteServiceOffering,
                                 &deleteTags,
                                 &deleteUserData,
                                 &deleteVPC,
                                 &deployVirtualMachine,
                                 &destroyRouter,
                                 &destroyVirtualMachine,
                                 &disableStaticNat,
                                 &disableUser,
                                 &disassociateIpAddress,
                                 &enableStaticNat,
                                 &enableUser,
                                 &expungeVirtualMachine,
                                 &getApiLimit,
                                 &getUser,
                                 &getUserKeys,
                                 &getVirtualMachineUserData,
                                 &linkUserDataToTemplate,
                                 &listAccounts,
                                 &listApis,
                                 &listAsyncJobs,
                                 &listCapabilities,
                                 &listClusters,
                                 &listConfigurations,
                                 &listDiskOfferings,
                                 &listDomains,
                                 &listEventTypes,
                                 &listEvents,
                                 &listHosts,
                                 &listHypervisors,
                                 &listInstanceGroups,
                                 &listManagementServers,
                                 &listNetworkOfferings,
                                 &listNetworks,
                                 &listNics,
                                 &listOsTypes,
                                 &listPods,
                                 &listProjects,
                                 &listPublicIpAddresses,
                                 &listRoles,
                                 &listRouters,
                                 &listSSHKeyPairs,
                                 &listSecurityGroups,
                                 &listServiceOfferings,
                                 &listSystemVms,
                                 &listTags,
                                 &listTemplates,
                                 &listUserData,
                                 &listUserKeys,
                                 &listUsers,
                                 &listVPCOfferings,
                                 &listVPCs,
                                 &listVirtualMachines,
                                 &listVolumes,
                                 &listZones,
                                 &queryAsyncJobResult,
                                 &querySimulatorMock,
                                 &rebootRouter,
                                 &rebootVirtualMachine,
                                 &recoverVirtualMachine,
                                 &registerSSHKeyPair,
                                 &registerUserData,
                                 &registerUserKeys,
                                 &removeIpFromNic,
                                 &resetApiLimit,
                                 &resetUserDataForVirtualMachine,
                                 &restartNetwork,
                                 &restoreVirtualMachine,
                                 &startRouter,
                                 &startVirtualMachine,
                                 &stopRouter,
                                 &stopVirtualMachine,
                                 &updateVirtualMachine};

} // namespace

std::span<const Behaviour* const> allBehaviours()
{
    return kBehaviours;
}

} // namespace readystage::cloudsim
