#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/EmbeddedFiles.h"
#include "tests/cloudsim/core/Listing.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

/// A global setting that cloudsim follows.
struct Setting {
    std::string name;
    std::string value;
    const char* standard;
    const char* subgroup;
    const char* description;
    bool dynamic;
    const char* component;
    const char* displayText;
    const char* type;
};

std::vector<Setting> settingsOf(const World& world)
{
    const ApiLimit& limit = world.apiLimit;
    const auto seconds = limit.interval / std::chrono::seconds(1);
    std::vector<Setting> rows{
        {"api.throttling.enabled", limit.most > 0 ? "true" : "false", "false", "Others",
         "Enable/disable Api rate limit", false, "management-server", "Api throttling enabled", "Boolean"},
        {"api.throttling.interval", std::to_string(seconds), "1", "Others",
         "Time interval (in seconds) to reset API count", false, "management-server", "Api throttling interval",
         "Number"},
        {"api.throttling.max", std::to_string(limit.most > 0 ? limit.most : 25), "25", "Others",
         "Max allowed number of APIs within fixed interval", false, "management-server", "Api throttling max",
         "Number"},
        {"default.page.size", std::to_string(world.settings.defaultPageSize), "500", "Others",
         "Default page size for API list* commands", false, "management-server", "Default page size", "Number"}};
    if (world.settings.oldRelease)
        return rows;
    rows.push_back({"enforce.post.requests.and.timestamps", world.settings.enforcePostAndTimestamps ? "true" : "false",
                    "false", "Others",
                    "Enable/Disable whether the ApiServer should only accept POST requests for state-changing APIs and "
                    "requests with timestamps.",
                    false, "ApiServer", "Enforce post requests and timestamps", "Boolean"});
    rows.push_back({"vm.userdata.max.length", std::to_string(world.settings.userDataMaxLength), "32768",
                    "Virtual Machine",
                    "Max length of vm userdata after base64 encoding. Default is 32768 and maximum is 1048576", true,
                    "UserDataManagerImpl", "Vm userdata max length", "Number"});
    return rows;
}

Value show(const Setting& setting, bool grouped)
{
    Value shown = Value::object();
    shown.add("category", "Advanced");
    if (grouped)
        shown.add("group", std::string_view(setting.subgroup) == "Others" ? "Miscellaneous" : "Compute")
            .add("subgroup", setting.subgroup);
    shown.add("name", setting.name).add("value", setting.value);
    if (grouped)
        shown.add("defaultvalue", setting.standard);
    shown.add("description", setting.description);
    if (grouped)
        shown.add("isdynamic", setting.dynamic)
            .add("component", setting.component)
            .add("displaytext", setting.displayText)
            .add("type", setting.type);
    return shown;
}

Value run(World& world, const Call& call)
{
    std::vector<Setting> rows = settingsOf(world);
    std::erase_if(rows, [&](const Setting& setting) {
        return (call.has("name") && !ascii::equalIgnoringCase(call.text("name"), setting.name)) ||
               (call.has("category") && !ascii::equalIgnoringCase(call.text("category"), "Advanced")) ||
               !containsLike(setting.name, call.text("keyword"));
    });
    return listed(world, call, "configuration", rows,
                  [&](const Setting& setting) { return show(setting, !world.settings.oldRelease); });
}

Value runEventTypes(World&, const Call&)
{
    Value types = Value::list();
    std::string_view text = eventTypes();
    while (!text.empty()) {
        const std::string_view name = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), name.size() + 1));
        types.push(Value::object().add("name", name));
    }
    const auto count = static_cast<std::int64_t>(types.size());
    return Value::object().add("count", count).add("eventtype", std::move(types));
}

} // namespace

extern const Behaviour listConfigurations;
const Behaviour listConfigurations{.command = "listConfigurations", .run = run};

extern const Behaviour listEventTypes;
const Behaviour listEventTypes{.command = "listEventTypes", .run = runEventTypes};

} // namespace readystage::cloudsim
