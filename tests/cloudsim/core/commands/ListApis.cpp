#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Refusal.h"

#include <array>

namespace readystage::cloudsim {

namespace {

constexpr std::array kParameters{Parameter{"name", Type::text, false, "API name"}};

constexpr std::array kResponse{
    ResponseField{"name", "string", "the name of the api command"},
    ResponseField{"params", "set", "the list params the api accepts"},
};

const char* wordFor(Type type)
{
    switch (type) {
    case Type::text:
        return "string";
    case Type::uuid:
        return "uuid";
    case Type::list:
        return "list";
    case Type::map:
        return "map";
    case Type::boolean:
        return "boolean";
    case Type::integer:
        return "integer";
    case Type::date:
        break;
    }
    return "date";
}

Value show(const Parameter& parameter)
{
    Value shown = Value::object();
    shown.add("name", parameter.name).add("description", parameter.description).add("type", wordFor(parameter.type));
    shown.add("length", static_cast<std::int64_t>(parameter.maxLength)).add("required", parameter.required);
    if (parameter.type == Type::uuid)
        shown.add("related", "");
    return shown;
}

Value show(const Command& command)
{
    Value params = Value::list();
    for (const Parameter& parameter : command.parameters)
        params.push(show(parameter));
    for (const Parameter& parameter : listParameters())
        if (command.isList)
            params.push(show(parameter));
    Value response = Value::list();
    for (const ResponseField& field : command.response)
        response.push(
            Value::object().add("name", field.name).add("description", field.description).add("type", field.type));
    Value shown = Value::object();
    shown.add("name", command.name).add("description", command.description).addIfAny("since", command.since);
    shown.add("isasync", command.isAsync())
        .add("related", "")
        .add("params", std::move(params))
        .add("response", std::move(response));
    const std::string_view name = command.name;
    shown.add("httprequesttype",
              name.starts_with("list") || name.starts_with("get") || name.starts_with("query") ? "GET" : "POST");
    return shown;
}

Value run(World&, const Call& call)
{
    const std::string name = call.text("name");
    Value apis = Value::list();
    for (const Command* command : allCommands())
        if ((name.empty() || name == command->name) && isAllowed(*call.account().role, command->name))
            apis.push(show(*command));
    if (apis.empty())
        throw Refusal(530, kServerApi,
                      "Api Discovery plugin was unable to find an api by that name or process any apis");
    const auto count = static_cast<std::int64_t>(apis.size());
    return Value::object().add("count", count).add("api", std::move(apis));
}

} // namespace

extern const Command listApis;
const Command listApis{"listApis",  "Lists all available APIs on the server, provided by the API Discovery plugin",
                       "4.1.0",     false,
                       nullptr,     nullptr,
                       kParameters, kResponse,
                       run};

} // namespace readystage::cloudsim
