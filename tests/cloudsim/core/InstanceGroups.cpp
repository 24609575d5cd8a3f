#include "tests/cloudsim/core/InstanceGroups.h"

#include "common/codec/Digest.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

const InstanceGroup& groupNamed(World& world, const Account& account, const std::string& name, Instant now)
{
    for (const auto& [number, group] : world.instanceGroups)
        if (group->account == &account && group->name == name)
            return *group;
    return world.instanceGroups.add({randomUuid(), 0, name, &account, now});
}

} // namespace readystage::cloudsim
