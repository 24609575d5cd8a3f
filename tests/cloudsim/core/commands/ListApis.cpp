#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>
#include <chrono>

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

/// 4.11 did not say which calls may be GET.
template <class IsShown> Value show(const Command& command, bool oldRelease, IsShown isShown)
{
    Value params = Value::list();
    for (const Json& param : command.described.at("params").asArray())
        if (const auto known =
                std::find_if(command.parameters.begin(), command.parameters.end(),
                             [&](const Parameter& parameter) { return parameter.name == param.at("name").asString(); });
            known != command.parameters.end() && isShown(*known))
            params.push(valueOf(param));
    Value api = Value::object();
    for (const std::string& name : command.described.names())
        if (name == "params")
            api.add(name, params);
        else if (name == "isasync")
            api.add(name, command.isAsync);
        else if (name != "httprequesttype" || !oldRelease)
            api.add(name, valueOf(command.described.at(name)));
    return api;
}

[[noreturn]] void refuseName()
{
    throw Refusal(530, kServerApi, "Api Discovery plugin was unable to find an api by that name or process any apis");
}

std::string waitText(std::chrono::milliseconds wait)
{
    return "The given user has reached his/her account api limit, please retry after [" + std::to_string(wait.count()) +
           "] ms.";
}

/// ApiDiscoveryServiceImpl.listApis and, for those who name a key, listApisForKeyPair: to these a name that they may
/// not use is as good as none, and they are shown what only admins may pass.
Value runListApis(World& world, const Call& call)
{
    const bool oldRelease = world.settings.oldRelease;
    const bool byKey = oldRelease || call.namesKey();
    const std::string name = call.text("name");
    const Command* const wanted = name.empty() ? nullptr : findCommand(name, oldRelease);
    const Role& role = *call.account().role;
    const bool named = wanted != nullptr && isAllowed(role, *wanted);
    if (!name.empty() && (wanted == nullptr || (!byKey && !named)))
        refuseName();
    Value apis = Value::list();
    for (const Command& command : allCommands(oldRelease))
        if (named ? &command == wanted : isAllowed(role, command))
            apis.push(show(command, oldRelease, [&](const Parameter& parameter) {
                return byKey || call.isAdmin() || !parameter.forAdmins;
            }));
    if (call.namesKey() && !oldRelease)
        if (const auto wait = world.apiLimit.checkAll(call.account(), apis.size(), call.now()))
            throw Refusal(531, kRequestLimit, waitText(*wait));
    const auto count = static_cast<std::int64_t>(apis.size());
    return Value::object().add("count", count).add("api", std::move(apis));
}

} // namespace

extern const Behaviour listApis;
const Behaviour listApis{.command = "listApis", .run = runListApis};

} // namespace readystage::cloudsim
