#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"

#include <array>

namespace readystage::cloudsim {

namespace {

constexpr std::array kParameters{
    Parameter{"id", Type::uuid, false, "the ID of the zone", Entity::zone},
    Parameter{"name", Type::text, false, "the name of the zone"},
    Parameter{"available", Type::boolean, false, "true if you want to retrieve all available Zones"},
};

constexpr std::array kResponse{
    ResponseField{"id", "string", "Zone id"},
    ResponseField{"name", "string", "Zone name"},
    ResponseField{"networktype", "string", "the network type of the zone; can be Basic or Advanced"},
    ResponseField{"allocationstate", "string", "the allocation state of the cluster"},
};

Value show(const Zone& zone, bool toAdmin)
{
    Value shown = Value::object();
    shown.add("id", zone.id).add("name", zone.name);
    if (toAdmin)
        shown.add("dns1", "192.0.2.53").add("internaldns1", "192.0.2.53").add("guestcidraddress", "10.1.1.0/24");
    shown.add("networktype", zone.networkType).add("securitygroupsenabled", false).add("gputotal", 0).add("gpuused", 0);
    shown.add("allocationstate", "Enabled").add("zonetoken", stableId("zonetoken", zone.name));
    shown.add("dhcpprovider", "VirtualRouter").add("localstorageenabled", false).add("tags", Value::list());
    shown.add("allowuserspecifyvrmtu", false)
        .add("routerprivateinterfacemaxmtu", 1500)
        .add("routerpublicinterfacemaxmtu", 1500);
    shown.add("type", "Core").add("isnsxenabled", false).add("ismultiarch", false).add("asnrange", "");
    shown.add("routedmodeenabled", true).add("hasannotations", false);
    return shown;
}

Value run(World& world, const Call& call)
{
    return listed(world, call, "zone", selected(world.zones, call),
                  [&](const Zone* zone) { return show(*zone, call.isAdmin()); });
}

} // namespace

extern const Command listZones;
const Command listZones{"listZones", "Lists zones", "", true, nullptr, nullptr, kParameters, kResponse, run};

} // namespace readystage::cloudsim
