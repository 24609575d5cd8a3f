#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"

namespace readystage::cloudsim {

namespace {

Value show(const Template& templ)
{
    Value shown = Value::object();
    shown.add("id", templ.id).add("name", templ.name).add("displaytext", templ.displayText).add("ispublic", true);
    shown.add("created", formatDate(templ.created))
        .add("isready", true)
        .add("passwordenabled", false)
        .add("format", templ.format);
    shown.add("isfeatured", true)
        .add("crossZones", true)
        .add("ostypeid", stableId("ostype", templ.osName))
        .add("ostypename", templ.osName);
    shown.add("account", "system").add("zoneid", templ.zone->id).add("zonename", templ.zone->name);
    shown.add("status", "Download Complete")
        .add("size", std::int64_t{2147483648})
        .add("physicalsize", std::int64_t{2147483648});
    shown.add("templatetype", "BUILTIN").add("hypervisor", "Simulator");
    shown.add("domain", "ROOT").add("domainpath", "ROOT").add("domainid", stableId("domain", "ROOT"));
    shown.add("isextractable", false)
        .add("checksum", "")
        .add("details", Value::map())
        .add("arch", "x86_64")
        .add("bits", 0);
    shown.add("sshkeyenabled", false)
        .add("isdynamicallyscalable", false)
        .add("directdownload", false)
        .add("deployasis", false);
    shown.add("forcks", false).add("requireshvm", false);
    if (templ.userData != nullptr)
        shown.add("userdataid", templ.userData->id)
            .add("userdataname", templ.userData->name)
            .add("userdatapolicy", templ.userDataPolicy);
    shown.add("tags", Value::list()).add("hasannotations", false);
    return shown;
}

Value runListTemplates(World& world, const Call& call)
{
    auto rows = selected(world.templates, call);
    const std::string zone = call.text("zoneid");
    std::erase_if(rows, [&](const Template* templ) { return !zone.empty() && templ->zone->id != zone; });
    return listed(world, call, "template", rows, [](const Template* templ) { return show(*templ); });
}

} // namespace

extern const Behaviour listTemplates;
const Behaviour listTemplates{.command = "listTemplates", .run = runListTemplates, .subject = Entity::templ};

} // namespace readystage::cloudsim
