#include "tests/cloudsim/core/Command.h"

#include "tests/cloudsim/core/EmbeddedFiles.h"
#include "tests/cloudsim/core/ParameterTable.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <unordered_map>

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
    NamedEntity{"vpcid", Entity::vpc},
    NamedEntity{"hostid", Entity::host},
    NamedEntity{"podid", Entity::pod},
    NamedEntity{"clusterid", Entity::cluster},
    NamedEntity{"managementserverid", Entity::managementServer},
    NamedEntity{"physicalnetworkid", Entity::physicalNetwork},
    NamedEntity{"securitygroupid", Entity::securityGroup},
    NamedEntity{"securitygroupids", Entity::securityGroup},
    NamedEntity{"volumeid", Entity::volume},
    NamedEntity{"volumeids", Entity::volume},
    NamedEntity{"ostypeid", Entity::osType},
    NamedEntity{"groupid", Entity::instanceGroup},
    NamedEntity{"overridediskofferingid", Entity::diskOffering},
    NamedEntity{"aclid", Entity::nothing},
    NamedEntity{"affinitygroupid", Entity::nothing},
    NamedEntity{"affinitygroupids", Entity::nothing},
    NamedEntity{"autoscalevmgroupid", Entity::nothing},
    NamedEntity{"backupofferingid", Entity::nothing},
    NamedEntity{"bgppeerids", Entity::nothing},
    NamedEntity{"extensionid", Entity::nothing},
    NamedEntity{"imagestoreid", Entity::nothing},
    NamedEntity{"isoid", Entity::nothing},
    NamedEntity{"kmskeyid", Entity::nothing},
    NamedEntity{"parenttemplateid", Entity::nothing},
    NamedEntity{"rootdiskkmskeyid", Entity::nothing},
    NamedEntity{"snapshotid", Entity::nothing},
    NamedEntity{"storageid", Entity::nothing},
    NamedEntity{"vgpuprofileid", Entity::nothing},
    NamedEntity{"vlanid", Entity::nothing},
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
    parameter.field = parameter.name;
    return parameter;
}

/// Brings a command's parameters into CloudStack's order; those the table has not are last, the required ones first.
void putInOrder(std::string_view command, std::vector<Parameter>& parameters)
{
    auto at = parameters.begin();
    for (const ParameterFact& fact : factsOf(command)) {
        const auto found =
            std::find_if(at, parameters.end(), [&](const Parameter& parameter) { return parameter.name == fact.name; });
        if (found == parameters.end())
            continue;
        found->field = fact.field;
        found->forAdmins = fact.forAdmins;
        std::rotate(at, found, found + 1);
        ++at;
    }
    std::stable_partition(at, parameters.end(), [](const Parameter& parameter) { return parameter.required; });
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
                    behaviour == behaviours.end() ? nullptr : *behaviour,
                    authorizedFor(name)};
    for (const Json& parameter : json.at("params").asArray())
        command.parameters.push_back(parameterOf(parameter, command.behaviour));
    putInOrder(name, command.parameters);
    return command;
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

/// Commands younger than 4.11 of which listApis does not say so: they are not in 4.11's source.
constexpr std::array<std::string_view, 25> kYoungerThan411{
    "addKubernetesSupportedVersion",
    "archiveSnapshot",
    "createIpv6FirewallRule",
    "createKubernetesCluster",
    "deleteIpv6FirewallRule",
    "deleteKubernetesCluster",
    "deleteKubernetesSupportedVersion",
    "getKubernetesClusterConfig",
    "getUploadParamsForKubernetesSupportedVersion",
    "isAccountAllowedToCreateOfferingsWithTags",
    "listAlertTypes",
    "listIpv6FirewallRules",
    "listKubernetesClusters",
    "listKubernetesSupportedVersions",
    "listManagementServers",
    "moveNetworkAclItem",
    "removeManagementServer",
    "scaleKubernetesCluster",
    "startKubernetesCluster",
    "startRollingMaintenance",
    "stopKubernetesCluster",
    "updateIpv6FirewallRule",
    "updateKubernetesSupportedVersion",
    "updateVmNic",
    "upgradeKubernetesCluster",
};

bool isIn411(const Command& command)
{
    return isKnownTo("4.11", command.since) &&
           std::find(kYoungerThan411.begin(), kYoungerThan411.end(), command.name) == kYoungerThan411.end();
}

/// 4.23 says of updateVirtualMachine's userdata that it came with 4.16, but 4.11 has it.
bool isIn411(const Command& command, const Parameter& parameter)
{
    return isKnownTo("4.11", parameter.since) ||
           (command.name == "updateVirtualMachine" && parameter.name == "userdata");
}

struct Catalogue {
    std::vector<Command> commands;
    std::unordered_map<std::string, const Command*> byName;

    explicit Catalogue(std::vector<Command> all) : commands(std::move(all))
    {
        for (const Command& command : commands)
            byName.emplace(command.name, &command);
    }
};

Catalogue catalogueOf423()
{
    std::vector<Command> commands;
    for (const Json& api : Json::parse(recordedApis()).at("listapisresponse").at("api").asArray())
        commands.push_back(commandOf(api));
    return Catalogue(std::move(commands));
}

Catalogue catalogueOf411(const Catalogue& newer)
{
    std::vector<Command> commands;
    std::copy_if(newer.commands.begin(), newer.commands.end(), std::back_inserter(commands),
                 [](const Command& command) { return isIn411(command); });
    for (Command& command : commands) {
        std::erase_if(command.parameters, [&](const Parameter& parameter) { return !isIn411(command, parameter); });
        command.isAsync = command.isAsync && command.name != "registerUserKeys";
    }
    return Catalogue(std::move(commands));
}

const Catalogue& catalogue(bool oldRelease)
{
    static const Catalogue k423 = catalogueOf423();
    if (!oldRelease)
        return k423;
    static const Catalogue k411 = catalogueOf411(k423);
    return k411;
}

} // namespace

std::span<const Command> allCommands(bool oldRelease)
{
    return catalogue(oldRelease).commands;
}

const Command* findCommand(std::string_view name, bool oldRelease)
{
    const auto& byName = catalogue(oldRelease).byName;
    const auto found = byName.find(std::string(name));
    return found == byName.end() ? nullptr : found->second;
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
