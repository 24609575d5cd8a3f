#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

Value valueOf(const Json& json);

Value scalarOf(const Json& json)
{
    if (json.isString())
        return json.asString();
    const std::string text = json.canonical();
    if (text == "true" || text == "false")
        return text == "true";
    return json.asInteger();
}

Value valueOf(const Json& json)
{
    if (json.isArray()) {
        Value list = Value::list();
        for (const Json& item : json.asArray())
            list.push(valueOf(item));
        return list;
    }
    if (!json.isObject())
        return scalarOf(json);
    Value object = Value::object();
    for (const std::string& name : json.names())
        object.add(name, valueOf(json.at(name)));
    return object;
}

/// 4.11 knew fewer parameters and did not say which calls may be GET.
Value as411(const Command& command)
{
    Value params = Value::list();
    for (const Json& param : command.described.at("params").asArray())
        if (std::any_of(command.parameters.begin(), command.parameters.end(),
                        [&](const Parameter& known) { return known.name == param.at("name").asString(); }))
            params.push(valueOf(param));
    Value api = Value::object();
    for (const std::string& name : command.described.names())
        if (name == "params")
            api.add(name, params);
        else if (name == "isasync")
            api.add(name, command.isAsync);
        else if (name != "httprequesttype")
            api.add(name, valueOf(command.described.at(name)));
    return api;
}

Value runListApis(World& world, const Call& call)
{
    const bool oldRelease = world.settings.oldRelease;
    const std::string name = call.text("name");
    if (!name.empty() && findCommand(name, oldRelease) == nullptr)
        throw Refusal(530, kServerApi,
                      "Api Discovery plugin was unable to find an api by that name or process any apis");
    // a name the caller may not use is as good as none (ApiDiscoveryServiceImpl.listApisForKeyPair)
    const Role& role = *call.account().role;
    const bool named = !name.empty() && isAllowed(role, *findCommand(name, oldRelease));
    Value apis = Value::list();
    for (const Command& command : allCommands(oldRelease))
        if (named ? name == command.name : isAllowed(role, command))
            apis.push(oldRelease ? as411(command) : valueOf(command.described));
    const auto count = static_cast<std::int64_t>(apis.size());
    return Value::object().add("count", count).add("api", std::move(apis));
}

} // namespace

extern const Behaviour listApis;
const Behaviour listApis{.command = "listApis", .run = runListApis};

} // namespace readystage::cloudsim
