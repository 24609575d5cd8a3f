#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Scope.h"

namespace readystage::cloudsim {

namespace {

using Row = std::pair<const Vm*, const Tag*>;

Value showTag(const Row& row)
{
    const Account& owner = *row.first->account;
    Value shown = Value::object();
    shown.add("key", row.second->key).add("value", row.second->value);
    shown.add("resourcetype", "UserVm").add("resourceid", row.first->id);
    return addOwner(shown, owner).addIfAny("customer", row.second->customer);
}

void addTagsOf(const Vm& vm, const Call& call, std::vector<Row>& rows)
{
    for (const Tag& tag : vm.tags)
        if ((!call.has("key") || ascii::equalIgnoringCase(tag.key, call.text("key"))) &&
            (!call.has("customer") || ascii::equalIgnoringCase(tag.customer, call.text("customer"))) &&
            (!call.has("value") || ascii::equalIgnoringCase(tag.value, call.text("value"))))
            rows.emplace_back(&vm, &tag);
}

Value runListTags(World& world, const Call& call)
{
    const Scope scope(world, call);
    std::vector<Row> rows;
    const bool ofVms = !call.has("resourcetype") || ascii::equalIgnoringCase(call.text("resourcetype"), "UserVm");
    if (ofVms && call.has("resourceid")) {
        const std::string given = call.text("resourceid");
        const bool isNumber = given.find_first_not_of("0123456789") == std::string::npos && given.size() < 19;
        const auto id = isNumber && !given.empty() ? world.idOfNumber(Entity::vm, std::stoull(given))
                                                   : world.canonicalId(Entity::vm, given);
        const Vm* const vm = id ? world.vms.find(*id) : nullptr;
        if (vm != nullptr && scope.shows(*vm->account))
            addTagsOf(*vm, call, rows);
    } else if (ofVms) {
        for (const auto& [number, vm] : world.vms)
            if (scope.shows(*vm->account))
                addTagsOf(*vm, call, rows);
    }
    return listed(world, call, "tag", rows, showTag);
}

} // namespace

extern const Behaviour listTags;
const Behaviour listTags{.command = "listTags", .run = runListTags};

} // namespace readystage::cloudsim
