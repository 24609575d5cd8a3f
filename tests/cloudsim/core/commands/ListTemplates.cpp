#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"

#include <array>

namespace readystage::cloudsim {

namespace {

constexpr std::array kParameters{
    Parameter{"templatefilter", Type::text, true,
              "possible values are \"featured\", \"self\", \"selfexecutable\", \"sharedexecutable\", \"executable\", "
              "\"community\" and \"all\"."},
    Parameter{"id", Type::uuid, false, "the Template ID", Entity::templ},
    Parameter{"name", Type::text, false, "the Template name"},
    Parameter{"zoneid", Type::uuid, false, "list Templates by zoneId", Entity::zone},
    Parameter{"listall", Type::boolean, false,
              "If set to false, list only resources belonging to the command's caller"},
};

constexpr std::array kResponse{
    ResponseField{"id", "string", "the Template ID"},
    ResponseField{"name", "string", "the Template name"},
    ResponseField{"displaytext", "string", "the Template display text"},
    ResponseField{"zoneid", "string", "the ID of the zone for this Template"},
    ResponseField{"isready", "boolean", "true if the Template is ready to be deployed from, false otherwise."},
};

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
    shown.add("forcks", false).add("requireshvm", false).add("tags", Value::list()).add("hasannotations", false);
    return shown;
}

Value run(World& world, const Call& call)
{
    auto rows = selected(world.templates, call);
    const std::string zone = call.text("zoneid");
    std::erase_if(rows, [&](const Template* templ) { return !zone.empty() && templ->zone->id != zone; });
    return listed(world, call, "template", rows, [](const Template* templ) { return show(*templ); });
}

} // namespace

extern const Command listTemplates;
const Command listTemplates{"listTemplates",
                            "List all public, private, and privileged Templates.",
                            "",
                            true,
                            nullptr,
                            nullptr,
                            kParameters,
                            kResponse,
                            run};

} // namespace readystage::cloudsim
