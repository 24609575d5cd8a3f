#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"

namespace readystage::cloudsim {

namespace {

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

Value runListDiskOfferings(World& world, const Call& call)
{
    return listed(world, call, "diskoffering", selected(world.diskOfferings, call),
                  [](const DiskOffering* offering) { return show(*offering); });
}

} // namespace

extern const Behaviour listDiskOfferings;
const Behaviour listDiskOfferings{
    .command = "listDiskOfferings", .run = runListDiskOfferings, .subject = Entity::diskOffering};

} // namespace readystage::cloudsim
