#include "manager/edge/OwnCommands.h"

#include "common/codec/Base64.h"
#include "common/codec/Signature.h"
#include "common/domain/Ascii.h"
#include "common/runtime/Log.h"
#include "manager/edge/BundleResolver.h"

#include <algorithm>
#include <array>

namespace readystage {

namespace {

using namespace std::chrono_literals;

// deployVirtualMachine answers once the VM has its row and its networks were looked at, before anything starts.
constexpr std::chrono::milliseconds kDeployDeadline = 120s;

ApiValue::Members described(const Bundle& bundle)
{
    ApiValue::Members members{{"id", bundle.name}, // a file's bundle has no other
                              {"name", bundle.name},
                              {"zone", bundle.zone},
                              {"serviceoffering", bundle.serviceOffering},
                              {"template", bundle.templ}};
    if (bundle.diskOffering)
        members.emplace_back("diskoffering", *bundle.diskOffering);
    if (!bundle.networks.empty())
        members.emplace_back("networks", ApiValue::List(bundle.networks.begin(), bundle.networks.end()));
    if (!bundle.userData.empty())
        members.emplace_back("userdata", base64::encode(bundle.userData.bytes()));
    members.emplace_back("failedafterruns", std::int64_t{bundle.failedAfterRuns});
    if (bundle.rules.floor)
        members.emplace_back("floor", std::string(text(*bundle.rules.floor)));
    if (bundle.rules.deadline)
        members.emplace_back("deadline", std::int64_t{bundle.rules.deadline->count() / 1'000});
    if (bundle.rules.readyPerBoot)
        members.emplace_back("readyper", std::string(*bundle.rules.readyPerBoot ? "boot" : "incarnation"));
    return members;
}

bool containsIgnoringCase(std::string_view text, std::string_view part)
{
    return std::search(text.begin(), text.end(), part.begin(), part.end(),
                       [](char x, char y) { return ascii::lower(x) == ascii::lower(y); }) != text.end();
}

bool isAskedFor(const Bundle& bundle, const Parameters& parameters)
{
    const auto* const id = given(parameters, "id");
    const auto* const name = given(parameters, "name");
    const auto* const keyword = given(parameters, "keyword");
    return (id == nullptr || *id == bundle.name) && (name == nullptr || *name == bundle.name) &&
           (keyword == nullptr || containsIgnoringCase(bundle.name, *keyword));
}

/// CloudStack ignores parameters it does not know. Here that would put the VM of someone who sends projectid or
/// networkids somewhere else than he asked for.
std::optional<std::string> unknownDeployParameter(const Parameters& parameters)
{
    static constexpr std::array kKnown{"command", "response", "apikey", "signature",   "signatureversion",
                                       "expires", "bundle",   "name",   "displayname", "_"};
    for (const auto& [name, value] : parameters) {
        if (std::find(kKnown.begin(), kKnown.end(), ascii::lowerCase(name)) == kKnown.end())
            return name;
    }
    return std::nullopt;
}

std::string textOr(const std::string* text, const char* otherwise)
{
    return text == nullptr ? otherwise : *text;
}

} // namespace

OwnCommands::OwnCommands(CloudStackClient& client, const BundleFiles& bundles, OnDeployed onDeployed)
    : client_(client),
      bundles_(bundles),
      onDeployed_(std::move(onDeployed))
{}

http::Response OwnCommands::run(const OwnRequest& request, const std::stop_token& stop)
{
    const auto outcome = execute(request, stop);
    return outcome ? apiAnswer(request.form, *outcome) : apiFault(request.form, outcome.error());
}

OwnCommands::Outcome OwnCommands::execute(const OwnRequest& request, const std::stop_token& stop)
{
    if (stop.stop_requested())
        return Unexpected{stopping()};
    switch (request.command) {
    case OwnCommand::getUserData:
        return getUserData(request);
    case OwnCommand::listBundles:
        return listBundles(request);
    case OwnCommand::deployBundle:
        return deployBundle(request, stop);
    }
    throw std::logic_error("a command without a function");
}

OwnCommands::Outcome OwnCommands::getUserData(const OwnRequest& request)
{
    const char* const name = given(request.parameters, "id") != nullptr ? "id" : "virtualmachineid";
    const auto* const vm = given(request.parameters, name);
    if (vm == nullptr)
        return Unexpected{missingParameter(request.command, "id")};
    if (!InstanceId::parse(*vm)) // CloudStack would take a number for a row of its database
        return Unexpected{invalidId(request.command, name, *vm)};
    const auto answer = client_.call(request.caller, "getVirtualMachineUserData", {{"virtualmachineid", *vm}});
    if (!answer)
        return Unexpected{faultOf(answer.error(), false)};
    try {
        ApiValue::Members inside;
        if (const auto data = answer->at("virtualmachineuserdata").find("userdata"))
            inside.emplace_back("userdata", data->asString());
        return inside;
    } catch (const JsonError& e) {
        return Unexpected{faultOf({ApiError::Kind::malformed, 0, e.what()}, false)};
    }
}

OwnCommands::Outcome OwnCommands::listBundles(const OwnRequest& request)
{
    const auto page = pageOf(request.command, request.parameters);
    if (!page)
        return Unexpected{page.error()};
    const auto catalogue = bundles_.current();
    std::vector<ApiValue> found;
    for (const auto& bundle : catalogue->all())
        if (isAskedFor(bundle, request.parameters))
            found.emplace_back(described(bundle));
    if (found.empty())
        return ApiValue::Members{};
    // Beyond the end CloudStack gives the count without a list.
    ApiValue::Members inside{{"count", static_cast<std::int64_t>(found.size())}};
    const auto first = std::min(page->first, found.size());
    const auto last = std::min(first + page->count, found.size());
    if (first < last)
        inside.emplace_back("bundle", ApiValue::List(found.begin() + static_cast<std::ptrdiff_t>(first),
                                                     found.begin() + static_cast<std::ptrdiff_t>(last)));
    return inside;
}

OwnCommands::Outcome OwnCommands::deployBundle(const OwnRequest& request, const std::stop_token& stop)
{
    if (const auto unknown = unknownDeployParameter(request.parameters))
        return Unexpected{
            ApiFault{431, "deployBundle has no parameter " + *unknown + "; it has bundle, name and displayname"}};
    const auto* const wanted = given(request.parameters, "bundle");
    if (wanted == nullptr)
        return Unexpected{missingParameter(request.command, "bundle")};
    const auto catalogue = bundles_.current();
    const auto* const bundle = catalogue->find(*wanted);
    if (bundle == nullptr)
        return Unexpected{
            ApiFault{431, "There is no bundle \"" + *wanted + "\"; those that exist: " + catalogue->names()}};
    const auto ids = BundleResolver(client_, request.caller, stop).resolve(*bundle);
    if (!ids)
        return Unexpected{ids.error()};
    if (stop.stop_requested())
        return Unexpected{stopping()};
    return deploy(request, *bundle, *ids);
}

OwnCommands::Outcome OwnCommands::deploy(const OwnRequest& request, const Bundle& bundle, const ResolvedBundle& ids)
{
    const auto userData = bundle.userData.empty() ? std::string() : base64::encode(bundle.userData.bytes());
    const auto parameters = deployParameters(ids, userData, textOr(given(request.parameters, "name"), ""),
                                             textOr(given(request.parameters, "displayname"), ""));
    const auto answer = client_.call(request.caller, "deployVirtualMachine", parameters, kDeployDeadline);
    if (!answer)
        return Unexpected{faultOf(answer.error(), true)};
    try {
        const auto vm = answer->at("id").asString();
        const auto job = answer->at("jobid").asString();
        announce(vm, job, bundle);
        return ApiValue::Members{{"id", vm}, {"jobid", job}};
    } catch (const JsonError& e) {
        return Unexpected{noAnswer(true, std::string("its answer cannot be read: ") + e.what())};
    }
}

void OwnCommands::announce(const std::string& vm, const std::string& job, const Bundle& bundle)
{
    log::info("bundle-deployed", {{"bundle", bundle.name}, {"vm", vm}, {"job", job}});
    const auto id = InstanceId::parse(vm);
    if (!id)
        return log::error("deployed-vm-not-recorded", {{"vm", vm}, {"reason", id.error().why}});
    try {
        onDeployed_(*id, bundle);
    } catch (const std::exception& e) { // the VM is there whatever became of our notes: its owner must hear of it
        log::error("deployed-vm-not-recorded", {{"vm", vm}, {"reason", e.what()}});
    }
}

} // namespace readystage
