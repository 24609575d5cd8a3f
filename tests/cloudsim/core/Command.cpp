#include "tests/cloudsim/core/Command.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

// The recorded answer to listApis, as the build unpacked it, stands in the program itself.
// NOLINTNEXTLINE(hicpp-no-assembler)
asm(".section .rodata\n"
    "cloudsim_apis_begin: .incbin \"" CLOUDSIM_APIS "\"\n"
    "cloudsim_apis_end:\n"
    ".global cloudsim_apis_begin, cloudsim_apis_end\n"
    ".previous\n");

extern "C" const char cloudsim_apis_begin[]; // NOLINT(modernize-avoid-c-arrays)
extern "C" const char cloudsim_apis_end[];   // NOLINT(modernize-avoid-c-arrays)

namespace readystage::cloudsim {

namespace {

struct NamedEntity {
    std::string_view parameter;
    Entity entity;
};

/// What the parameters of these names mean in every command.
constexpr std::array kEntities{
    NamedEntity{"virtualmachineid", Entity::vm},
    NamedEntity{"zoneid", Entity::zone},
    NamedEntity{"templateid", Entity::templ},
    NamedEntity{"serviceofferingid", Entity::serviceOffering},
    NamedEntity{"diskofferingid", Entity::diskOffering},
    NamedEntity{"networkid", Entity::network},
    NamedEntity{"networkids", Entity::network},
    NamedEntity{"associatednetworkid", Entity::network},
    NamedEntity{"jobid", Entity::job},
    NamedEntity{"userid", Entity::user},
    NamedEntity{"networkofferingid", Entity::networkOffering},
    NamedEntity{"accountid", Entity::account},
    NamedEntity{"domainid", Entity::domain},
    NamedEntity{"roleid", Entity::role},
    NamedEntity{"projectid", Entity::project},
    NamedEntity{"userdataid", Entity::userData},
    NamedEntity{"nicid", Entity::nic},
    NamedEntity{"ipaddressid", Entity::publicAddress},
    NamedEntity{"startid", Entity::event},
};

Type typeNamed(const std::string& word)
{
    struct Named {
        std::string_view word;
        Type type;
    };

    static constexpr std::array kTypes{Named{"uuid", Type::uuid},       Named{"boolean", Type::boolean},
                                       Named{"integer", Type::integer}, Named{"long", Type::wide},
                                       Named{"short", Type::wide},      Named{"list", Type::list},
                                       Named{"map", Type::map},         Named{"date", Type::date}};
    const auto found =
        std::find_if(kTypes.begin(), kTypes.end(), [&](const Named& named) { return named.word == word; });
    return found == kTypes.end() ? Type::text : found->type;
}

Entity entityOf(const Parameter& parameter, const Behaviour* behaviour)
{
    if (behaviour != nullptr && (parameter.name == "id" || parameter.name == "ids"))
        return behaviour->subject;
    const auto found = std::find_if(kEntities.begin(), kEntities.end(),
                                    [&](const NamedEntity& named) { return named.parameter == parameter.name; });
    return found == kEntities.end() ? Entity::none : found->entity;
}

Parameter parameterOf(const Json& json, const Behaviour* behaviour)
{
    Parameter parameter{json.at("name").asString(),   typeNamed(json.at("type").asString()),
                        json.at("required").asBool(), static_cast<std::size_t>(json.at("length").asInteger()),
                        json.stringOr("since", ""),   Entity::none};
    parameter.entity = entityOf(parameter, behaviour);
    return parameter;
}

Command commandOf(const Json& json)
{
    const std::string name = json.at("name").asString();
    const auto behaviours = allBehaviours();
    const auto behaviour = std::find_if(behaviours.begin(), behaviours.end(),
                                        [&](const Behaviour* candidate) { return candidate->command == name; });
    Command command{name,
                    json.at("isasync").asBool(),
                    json.stringOr("since", ""),
                    {},
                    json,
                    behaviour == behaviours.end() ? nullptr : *behaviour};
    for (const Json& parameter : json.at("params").asArray())
        command.parameters.push_back(parameterOf(parameter, command.behaviour));
    // what is missing is told before what is wrong
    std::stable_partition(command.parameters.begin(), command.parameters.end(),
                          [](const Parameter& parameter) { return parameter.required; });
    return command;
}

struct Catalogue {
    std::vector<Command> commands;
    std::unordered_map<std::string, const Command*> byName;

    Catalogue()
    {
        const std::string_view text(cloudsim_apis_begin,
                                    static_cast<std::size_t>(cloudsim_apis_end - cloudsim_apis_begin));
        for (const Json& api : Json::parse(text).at("listapisresponse").at("api").asArray())
            commands.push_back(commandOf(api));
        for (const Command& command : commands)
            byName.emplace(command.name, &command);
    }
};

const Catalogue& catalogue()
{
    static const Catalogue kCatalogue;
    return kCatalogue;
}

/// The next number of a release like 4.18.0.1; 0 behind its end.
int takeNumber(std::string_view& release)
{
    int number = 0;
    const auto read = std::from_chars(release.data(), release.data() + release.size(), number);
    release.remove_prefix(
        std::min<std::size_t>(release.size(), static_cast<std::size_t>(read.ptr - release.data()) + 1));
    return number;
}

} // namespace

std::span<const Command> allCommands()
{
    return catalogue().commands;
}

const Command* findCommand(std::string_view name)
{
    const auto found = catalogue().byName.find(std::string(name));
    return found == catalogue().byName.end() ? nullptr : found->second;
}

bool isKnownTo(std::string_view release, std::string_view since)
{
    for (int part = 0; part < 2; ++part) {
        const int asked = takeNumber(since);
        const int has = takeNumber(release);
        if (asked != has)
            return asked < has;
    }
    return true;
}

} // namespace readystage::cloudsim
