#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Refusal.h"

#include <charconv>

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

Value runListApis(World&, const Call& call)
{
    const std::string name = call.text("name");
    if (!name.empty() && findCommand(name) == nullptr)
        throw Refusal(530, kServerApi,
                      "Api Discovery plugin was unable to find an api by that name or process any apis");
    Value apis = Value::list();
    for (const Command& command : allCommands())
        if ((name.empty() || name == command.name) && isAllowed(*call.account().role, command.name))
            apis.push(valueOf(command.described));
    const auto count = static_cast<std::int64_t>(apis.size());
    return Value::object().add("count", count).add("api", std::move(apis));
}

} // namespace

extern const Behaviour listApis;
const Behaviour listApis{.command = "listApis", .run = runListApis};

} // namespace readystage::cloudsim
