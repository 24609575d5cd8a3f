#include "common/codec/Digest.h"
#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Refusal.h"

#include <limits>

namespace readystage::cloudsim {

namespace {

/// `withGpu`: the answer to its creation tells one thing more than the list.
Value show(const ServiceOffering& offering, bool withGpu = false)
{
    Value shown = Value::object();
    shown.add("id", offering.id)
        .add("name", offering.name)
        .add("state", "Active")
        .add("displaytext", offering.displayText);
    if (!offering.customized)
        shown.add("cpunumber", offering.size.cpus)
            .add("cpuspeed", offering.size.megahertz)
            .add("memory", offering.size.megabytes);
    shown.add("created", formatDate(offering.created)).add("storagetype", "shared").add("provisioningtype", "thin");
    shown.add("offerha", false).add("limitcpuuse", false).add("isvolatile", offering.isVolatile).add("issystem", false);
    shown.add("defaultuse", false)
        .add("iscustomized", offering.customized)
        .add("rootdisksize", 0)
        .add("dynamicscalingenabled", true);
    shown.add("diskofferingstrictness", false).add("diskofferingid", stableId("rootdisk", offering.name));
    shown.add("diskofferingname", offering.name).add("diskofferingdisplaytext", offering.displayText);
    shown.add("encryptroot", false);
    if (withGpu)
        shown.add("gpudisplay", false);
    return shown.add("hasannotations", false);
}

Value runList(World& world, const Call& call)
{
    auto rows = selected(world.serviceOfferings, call);
    std::erase_if(rows, [&](const ServiceOffering* offering) {
        return offering->removed || call.flag("issystem") ||
               (call.has("state") && !ascii::equalIgnoringCase(call.text("state"), "active"));
    });
    return listed(world, call, "serviceoffering", rows,
                  [](const ServiceOffering* offering) { return show(*offering); });
}

/// CloudStack's ConfigurationManagerImpl.createServiceOffering.
int numberIn(const Call& call, const char* parameter, const char* word, std::int64_t least, const char* unit = "")
{
    const auto number = call.number(parameter);
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    if (!number || *number < least || *number > kMost)
        throw Refusal(431, kInvalidParameterValue,
                      "Failed to create service offering " + call.text("name") + ": specify the " + word +
                          " value between " + std::to_string(least) + " and " + std::to_string(kMost) + unit);
    return static_cast<int>(*number);
}

void checkCustomized(const Call& call)
{
    if (call.has("cpunumber") || call.has("memory"))
        throw Refusal(431, kInvalidParameterValue,
                      "For creating a custom compute offering cpu and memory all should be null");
    for (const char* const bound : {"mincpunumber", "maxcpunumber", "minmemory", "maxmemory", "cpuspeed"})
        if (call.has(bound))
            throw Refusal(530, kServerApi, "cloudsim does not simulate bounds of custom service offerings");
}

Value runCreate(World& world, const Call& call)
{
    ServiceOffering offering;
    offering.id = randomUuid();
    offering.name = call.text("name");
    offering.displayText = call.has("displaytext") ? call.text("displaytext") : offering.name;
    offering.customized = call.flag("customized");
    if (offering.customized)
        checkCustomized(call);
    else
        offering.size = {numberIn(call, "cpunumber", "cpu number", 1), numberIn(call, "cpuspeed", "cpu speed", 0),
                         numberIn(call, "memory", "memory", 32, " MB")};
    offering.isVolatile = call.flag("isvolatile");
    offering.created = call.now();
    Value shown = show(world.serviceOfferings.add(std::move(offering)), !world.settings.oldRelease);
    return Value::object().add("serviceoffering", std::move(shown));
}

Value runDelete(World& world, const Call& call)
{
    ServiceOffering* const offering = world.serviceOfferings.find(call.text("id"));
    if (offering == nullptr || offering->removed)
        throw Refusal(431, kInvalidParameterValue, "unable to find service offering " + call.text("id"));
    offering->removed = true;
    return Value::object().add("success", true);
}

} // namespace

extern const Behaviour listServiceOfferings;
const Behaviour listServiceOfferings{
    .command = "listServiceOfferings", .run = runList, .subject = Entity::serviceOffering};

extern const Behaviour createServiceOffering;
const Behaviour createServiceOffering{.command = "createServiceOffering", .run = runCreate};

extern const Behaviour deleteServiceOffering;
const Behaviour deleteServiceOffering{
    .command = "deleteServiceOffering", .run = runDelete, .subject = Entity::serviceOffering};

} // namespace readystage::cloudsim
