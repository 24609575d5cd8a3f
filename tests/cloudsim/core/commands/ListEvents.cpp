#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Dates.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>
#include <array>

namespace readystage::cloudsim {

namespace {

bool isVisible(const World& world, const Event& event, const Call& call)
{
    if (event.account != nullptr)
        return isListed(world, call, *event.account);
    return call.isAdmin() && (call.flag("listall") || call.has("id")) && !call.has("account");
}

/// Date and time in a database have whole seconds.
Instant wholeSeconds(Instant when)
{
    return std::chrono::floor<std::chrono::seconds>(when);
}

bool isInTime(const Event& event, const std::optional<Instant>& from, const std::optional<Instant>& until)
{
    const Instant when = wholeSeconds(event.created);
    return (!from || when >= *from) && (!until || when <= *until);
}

bool isMeant(const Event& event, const Call& call)
{
    const auto is = [&](const char* parameter, const std::string& value) {
        return !call.has(parameter) || equalIgnoringCase(call.text(parameter), value);
    };
    const bool ofParent =
        !call.has("startid") || event.id == call.text("startid") || event.parent == call.text("startid");
    return is("id", event.id) && is("type", event.type) && is("level", event.level) && is("state", event.state) &&
           is("resourcetype", event.resourceType) && is("resourceid", event.resourceId) && ofParent;
}

bool hasKeyword(const Event& event, const std::string& keyword)
{
    const std::array fields{&event.type, &event.description, &event.level};
    return keyword.empty() || std::any_of(fields.begin(), fields.end(), [&](const std::string* field) {
               return containsIgnoringCase(*field, keyword);
           });
}

Value show(const Event& event)
{
    Value shown = Value::object();
    shown.add("id", event.id).add("username", event.userName).add("type", event.type).add("level", event.level);
    shown.add("description", event.description);
    if (event.account == nullptr)
        shown.add("account", "system");
    else
        addOwner(shown, *event.account);
    shown.addIfAny("resourceid", event.resourceId).add("resourcetype", event.resourceType);
    shown.addIfAny("resourcename", event.resourceName).add("created", formatDate(event.created));
    shown.add("state", event.state).addIfAny("parentid", event.parent);
    return shown;
}

/// Page 1 holds the newest events, but oldest first within the page.
Value runListEvents(World& world, const Call& call)
{
    if (call.has("resourceid") && !call.has("resourcetype"))
        throw Refusal(431, kInvalidParameterValue, "resourceid parameter must be used with resourcetype parameter");
    const auto from = parseDate(call.text("startdate"));
    const auto until = parseEndDate(call.text("enddate"));
    std::vector<const Event*> rows;
    for (const Event& event : world.events.all())
        if (isInTime(event, from, until) && isMeant(event, call) && hasKeyword(event, call.text("keyword")) &&
            isVisible(world, event, call))
            rows.push_back(&event);
    std::reverse(rows.begin(), rows.end());
    const Page page = pageOf(world, call, rows.size());
    std::reverse(rows.begin() + static_cast<std::ptrdiff_t>(page.first),
                 rows.begin() + static_cast<std::ptrdiff_t>(page.end));
    return listed(world, call, "event", rows, [](const Event* event) { return show(*event); });
}

} // namespace

extern const Behaviour listEvents;
const Behaviour listEvents{.command = "listEvents", .run = runListEvents};

} // namespace readystage::cloudsim
