#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"

namespace readystage::cloudsim {

namespace {

Value show(const ServiceOffering& offering)
{
    Value shown = Value::object();
    shown.add("id", offering.id)
        .add("name", offering.name)
        .add("state", "Active")
        .add("displaytext", offering.displayText);
    shown.add("cpunumber", offering.cpus).add("cpuspeed", offering.megahertz).add("memory", offering.megabytes);
    shown.add("created", formatDate(offering.created)).add("storagetype", "shared").add("provisioningtype", "thin");
    shown.add("offerha", false).add("limitcpuuse", false).add("isvolatile", offering.isVolatile).add("issystem", false);
    shown.add("defaultuse", false).add("iscustomized", false).add("rootdisksize", 0).add("dynamicscalingenabled", true);
    shown.add("diskofferingstrictness", false).add("diskofferingid", stableId("rootdisk", offering.name));
    shown.add("diskofferingname", offering.name).add("diskofferingdisplaytext", offering.displayText);
    shown.add("encryptroot", false).add("hasannotations", false);
    return shown;
}

Value runListServiceOfferings(World& world, const Call& call)
{
    return listed(world, call, "serviceoffering", selected(world.serviceOfferings, call),
                  [](const ServiceOffering* offering) { return show(*offering); });
}

} // namespace

extern const Behaviour listServiceOfferings;
const Behaviour listServiceOfferings{
    .command = "listServiceOfferings", .run = runListServiceOfferings, .subject = Entity::serviceOffering};

} // namespace readystage::cloudsim
