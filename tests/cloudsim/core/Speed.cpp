#include "tests/cloudsim/core/Speed.h"

#include <algorithm>
#include <array>

namespace readystage::cloudsim {

namespace {

using namespace std::chrono_literals;

/// What a CloudStack 4.23 did whose management server, database and client shared two cores, its routers taking no
/// time: 226 getVirtualMachineUserData a second, 140 listVirtualMachines of one VM, 38 of twenty, 55
/// updateVirtualMachine (26 from one client). Two slots give these rates.
Speed seen423()
{
    Speed speed;
    speed.slots = 2;
    speed.latency = 10ms;
    speed.latencyOf = {
        {"getVirtualMachineUserData", 8850us}, {"listVirtualMachines", 12270us}, {"updateVirtualMachine", 36400us}};
    speed.perVm = 2020us;
    return speed;
}

/// The cloud readystage was first drawn for: 20 ms a call, 32 at a time.
Speed table2011()
{
    Speed speed;
    speed.slots = 32;
    speed.latency = 20ms;
    return speed;
}

struct Profile {
    const char* name;
    Speed (*speed)();
};

constexpr std::array kProfiles{Profile{"fast", [] { return Speed(); }}, Profile{"seen-4.23", seen423},
                               Profile{"2011-table", table2011}};

} // namespace

Speed::Time Speed::latencyFor(std::string_view command) const
{
    const auto own = latencyOf.find(command);
    return own == latencyOf.end() ? latency : own->second;
}

std::optional<Speed> speedProfile(std::string_view name)
{
    const auto* const found =
        std::find_if(kProfiles.begin(), kProfiles.end(), [&](const Profile& profile) { return name == profile.name; });
    return found == kProfiles.end() ? std::nullopt : std::optional(found->speed());
}

std::vector<std::string> speedProfiles()
{
    std::vector<std::string> names;
    names.reserve(std::size(kProfiles));
    for (const Profile& profile : kProfiles)
        names.emplace_back(profile.name);
    return names;
}

} // namespace readystage::cloudsim
