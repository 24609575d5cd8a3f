#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"

#include <array>

namespace readystage::cloudsim {

namespace {

constexpr std::array kParameters{
    Parameter{"id", Type::uuid, false, "ID of the service offering", Entity::serviceOffering},
    Parameter{"name", Type::text, false, "name of the service offering"},
    Parameter{"zoneid", Type::uuid, false, "id of zone disk offering is associated with", Entity::zone},
    Parameter{"listall", Type::boolean, false,
              "If set to false, list only resources belonging to the command's caller"},
};

constexpr std::array kResponse{
    ResponseField{"id", "string", "the id of the service offering"},
    ResponseField{"name", "string", "the name of the service offering"},
    ResponseField{"displaytext", "string", "an alternate display text of the service offering."},
    ResponseField{"cpunumber", "integer", "the number of CPU"},
    ResponseField{"cpuspeed", "integer", "the clock rate CPU speed in Mhz"},
    ResponseField{"memory", "integer", "the memory in MB"},
};

Value show(const ServiceOffering& offering)
{
    Value shown = Value::object();
    shown.add("id", offering.id)
        .add("name", offering.name)
        .add("state", "Active")
        .add("displaytext", offering.displayText);
    shown.add("cpunumber", offering.cpus).add("cpuspeed", offering.megahertz).add("memory", offering.megabytes);
    shown.add("created", formatDate(offering.created)).add("storagetype", "shared").add("provisioningtype", "thin");
    shown.add("offerha", false).add("limitcpuuse", false).add("isvolatile", false).add("issystem", false);
    shown.add("defaultuse", false).add("iscustomized", false).add("rootdisksize", 0).add("dynamicscalingenabled", true);
    shown.add("diskofferingstrictness", false).add("diskofferingid", stableId("rootdisk", offering.name));
    shown.add("diskofferingname", offering.name).add("diskofferingdisplaytext", offering.displayText);
    shown.add("encryptroot", false).add("hasannotations", false);
    return shown;
}

Value run(World& world, const Call& call)
{
    return listed(world, call, "serviceoffering", selected(world.serviceOfferings, call),
                  [](const ServiceOffering* offering) { return show(*offering); });
}

} // namespace

extern const Command listServiceOfferings;
const Command listServiceOfferings{"listServiceOfferings",
                                   "Lists all available service offerings.",
                                   "",
                                   true,
                                   nullptr,
                                   nullptr,
                                   kParameters,
                                   kResponse,
                                   run};

} // namespace readystage::cloudsim
