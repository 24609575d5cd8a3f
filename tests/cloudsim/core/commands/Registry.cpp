#include "tests/cloudsim/core/Command.h"

#include <algorithm>
#include <array>

namespace readystage::cloudsim {

extern const Command createTags;
extern const Command deleteTags;
extern const Command deployVirtualMachine;
extern const Command destroyVirtualMachine;
extern const Command getVirtualMachineUserData;
extern const Command listApis;
extern const Command listCapabilities;
extern const Command listDiskOfferings;
extern const Command listNetworks;
extern const Command listServiceOfferings;
extern const Command listTags;
extern const Command listTemplates;
extern const Command listUsers;
extern const Command listVirtualMachines;
extern const Command listZones;
extern const Command queryAsyncJobResult;
extern const Command updateVirtualMachine;

namespace {

constexpr std::array<const Command*, 17> kCommands{&createTags,
                                                   &deleteTags,
                                                   &deployVirtualMachine,
                                                   &destroyVirtualMachine,
                                                   &getVirtualMachineUserData,
                                                   &listApis,
                                                   &listCapabilities,
                                                   &listDiskOfferings,
                                                   &listNetworks,
                                                   &listServiceOfferings,
                                                   &listTags,
                                                   &listTemplates,
                                                   &listUsers,
                                                   &listVirtualMachines,
                                                   &listZones,
                                                   &queryAsyncJobResult,
                                                   &updateVirtualMachine};

constexpr std::array kListParameters{Parameter{"keyword", Type::text, false, "List by keyword"},
                                     Parameter{"page", Type::integer, false, ""},
                                     Parameter{"pagesize", Type::integer, false, ""}};

} // namespace

std::span<const Command* const> allCommands()
{
    return kCommands;
}

const Command* findCommand(std::string_view name)
{
    const auto found =
        std::lower_bound(kCommands.begin(), kCommands.end(), name,
                         [](const Command* command, std::string_view wanted) { return command->name < wanted; });
    return found != kCommands.end() && (*found)->name == name ? *found : nullptr;
}

std::span<const Parameter> listParameters()
{
    return kListParameters;
}

} // namespace readystage::cloudsim
