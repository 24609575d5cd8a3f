#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/InstanceGroups.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Scope.h"

namespace readystage::cloudsim {

namespace {

Value showGroup(const InstanceGroup& group)
{
    Value shown = Value::object();
    shown.add("id", group.id).add("name", group.name).add("created", formatDate(group.created));
    return addOwner(shown, *group.account).add("hasannotations", false);
}

Value runListGroups(World& world, const Call& call)
{
    const Scope scope(world, call);
    auto rows = selected(world.instanceGroups, call);
    std::erase_if(rows, [&](const InstanceGroup* group) { return !scope.shows(*group->account); });
    return listed(world, call, "instancegroup", rows, [](const InstanceGroup* group) { return showGroup(*group); });
}

} // namespace

extern const Behaviour listInstanceGroups;
const Behaviour listInstanceGroups{
    .command = "listInstanceGroups", .run = runListGroups, .subject = Entity::instanceGroup};

} // namespace readystage::cloudsim
