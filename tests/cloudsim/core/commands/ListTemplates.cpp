#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>
#include <array>

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

/// All templates are public, featured and CloudStack's own. Refusal 431 for a filter CloudStack does not have.
bool passesFilter(const Call& call)
{
    static constexpr std::array<std::string_view, 8> kFilters{
        "featured", "executable", "all", "self", "selfexecutable", "shared", "community", "sharedexecutable"};
    constexpr std::ptrdiff_t kPassing = 3; ///< the first three
    const std::string filter = call.text("templatefilter");
    const auto found = std::find(kFilters.begin(), kFilters.end(), filter);
    if (found == kFilters.end())
        throw Refusal(431, kServerApi,
                      "No enum constant com.cloud.template.VirtualMachineTemplate.TemplateFilter." + filter);
    if (filter == "all" && call.account().role->type == RoleType::user)
        throw Refusal(431, kInvalidParameterValue, "Filter all can be specified by admin only");
    return found - kFilters.begin() < kPassing || call.has("id");
}

Value runListTemplates(World& world, const Call& call)
{
    auto rows = selected(world.templates, call);
    if (!passesFilter(call))
        rows.clear();
    const std::string zone = call.text("zoneid");
    std::erase_if(rows, [&](const Template* templ) { return !zone.empty() && templ->zone->id != zone; });
    return listed(world, call, "template", rows, [](const Template* templ) { return show(*templ); });
}

} // namespace

extern const Behaviour listTemplates;
const Behaviour listTemplates{.command = "listTemplates", .run = runListTemplates, .subject = Entity::templ};

} // namespace readystage::cloudsim
