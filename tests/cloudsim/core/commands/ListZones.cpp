#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"

namespace readystage::cloudsim {

namespace {

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

Value runListZones(World& world, const Call& call)
{
    return listed(world, call, "zone", selected(world.zones, call),
                  [&](const Zone* zone) { return show(*zone, call.isAdmin()); });
}

} // namespace

extern const Behaviour listZones;
const Behaviour listZones{.command = "listZones", .run = runListZones, .subject = Entity::zone};

} // namespace readystage::cloudsim
