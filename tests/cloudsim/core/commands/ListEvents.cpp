#include "common/domain/Ascii.h"
#include "common/domain/Ids.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/AskedResource.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Dates.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Scope.h"

#include <algorithm>
#include <array>

namespace readystage::cloudsim {

namespace {

bool isVisible(const Scope& scope, const Event& event, const Call& call)
{
    if (event.account != nullptr)
        return scope.shows(*event.account);
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
        return !call.has(parameter) || ascii::equalIgnoringCase(call.text(parameter), value);
    };
    const auto isIfGiven = [&](const char* parameter, const std::string& value) {
        return call.isBlank(parameter) || is(parameter, value);
    };
    const bool ofParent =
        !call.has("startid") || event.id == call.text("startid") || event.parent == call.text("startid");
    return is("id", event.id) && is("type", event.type) && is("level", event.level) &&
           isIfGiven("state", event.state) && isIfGiven("resourcetype", event.resourceType) &&
           isIfGiven("resourceid", event.resourceId) && ofParent;
}

bool hasKeyword(const Event& event, const std::string& keyword)
{
    const std::array fields{&event.type, &event.description, &event.level};
    return keyword.empty() || std::any_of(fields.begin(), fields.end(),
                                          [&](const std::string* field) { return containsLike(*field, keyword); });
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

/// QueryManagerImpl.searchForEventIdsAndCount.
void checkEventResource(const World& world, const Call& call)
{
    const bool hasId = !call.isBlank("resourceid");
    if (hasId && !canonicalUuid(call.text("resourceid")))
        throw Refusal(431, kInvalidParameterValue, "Invalid resourceid");
    checkResourceType(call);
    if (hasId && call.isBlank("resourcetype"))
        throw Refusal(431, kInvalidParameterValue, "resourceid parameter must be used with resourcetype parameter");
    if (hasId)
        checkResource(world, call);
}

void checkState(const Call& call)
{
    static constexpr std::array<std::string_view, 4> kStates{"Created", "Scheduled", "Started", "Completed"};
    const std::string state = call.text("state");
    if (!call.isBlank("state") && std::find(kStates.begin(), kStates.end(), state) == kStates.end())
        throw Refusal(431, kInvalidParameterValue, "Invalid state specified: " + state);
}

/// Page 1 holds the newest events, but oldest first within the page.
Value runListEvents(World& world, const Call& call)
{
    checkEventResource(world, call);
    checkState(call);
    if (call.has("entrytime") && call.has("duration"))
        return Value::object(); // "logic is mystery to me", says CloudStack
    if (call.flag("archived"))
        return Value::object(); // archiveEvents is not simulated
    const Scope scope(world, call);
    const auto from = parseDate(call.text("startdate"));
    const auto until = parseEndDate(call.text("enddate"));
    std::vector<const Event*> rows;
    for (const Event& event : world.events.all())
        if (isInTime(event, from, until) && isMeant(event, call) && hasKeyword(event, call.text("keyword")) &&
            isVisible(scope, event, call))
            rows.push_back(&event);
    std::reverse(rows.begin(), rows.end());
    const Page page = pageOf(world, call, rows.size());
    std::reverse(rows.begin() + static_cast<std::ptrdiff_t>(page.first),
                 rows.begin() + static_cast<std::ptrdiff_t>(page.end));
    return listed(world, call, "event", rows, [](const Event* event) { return show(*event); });
}

} // namespace

extern const Behaviour listEvents;
const Behaviour listEvents{.command = "listEvents", .run = runListEvents, .subject = Entity::event};

} // namespace readystage::cloudsim
