#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"

#include <array>

namespace readystage::cloudsim {

namespace {

constexpr std::array kParameters{
    Parameter{"id", Type::uuid, false, "ID of the disk offering", Entity::diskOffering},
    Parameter{"name", Type::text, false, "name of the disk offering"},
    Parameter{"zoneid", Type::uuid, false, "id of zone disk offering is associated with", Entity::zone},
    Parameter{"listall", Type::boolean, false,
              "If set to false, list only resources belonging to the command's caller"},
};

constexpr std::array kResponse{
    ResponseField{"id", "string", "unique ID of the disk offering"},
    ResponseField{"name", "string", "the name of the disk offering"},
    ResponseField{"displaytext", "string", "an alternate display text of the disk offering."},
    ResponseField{"disksize", "long", "the size of the disk offering in GB"},
};

Value show(const DiskOffering& offering)
{
    Value shown = Value::object();
    shown.add("id", offering.id)
        .add("name", offering.name)
        .add("state", "Active")
        .add("displaytext", offering.displayText);
    shown.add("disksize", offering.gigabytes).add("created", formatDate(offering.created));
    shown.add("iscustomized", offering.gigabytes == 0).add("storagetype", "shared").add("provisioningtype", "thin");
    shown.add("displayoffering", true)
        .add("disksizestrictness", false)
        .add("encrypt", false)
        .add("hasannotations", false);
    return shown;
}

Value run(World& world, const Call& call)
{
    return listed(world, call, "diskoffering", selected(world.diskOfferings, call),
                  [](const DiskOffering* offering) { return show(*offering); });
}

} // namespace

extern const Command listDiskOfferings;
const Command listDiskOfferings{"listDiskOfferings",
                                "Lists all available disk offerings.",
                                "",
                                true,
                                nullptr,
                                nullptr,
                                kParameters,
                                kResponse,
                                run};

} // namespace readystage::cloudsim
