#include "manager/edge/VmsHandler.h"

#include <algorithm>

#include "common/codec/Json.h"
#include "common/codec/Signature.h"
#include "common/domain/Duration.h"
#include "common/runtime/Log.h"
#include "manager/core/Lifecycle.h"

namespace readystage {

namespace {

constexpr std::string_view kPrefix = "/v1/vms/";
constexpr std::chrono::seconds kLongestWait{60};
constexpr std::size_t kEventsShown = 50;

JsonText toJson(const Carrier& carrier)
{
    JsonText json;
    json.add("state", text(carrier.state));
    if (!carrier.reason.empty())
        json.add("reason", carrier.reason);
    return json;
}

JsonText toJson(const Evidence& evidence)
{
    JsonText json;
    json.add("address", evidence.peer);
    if (!evidence.proxy.empty())
        json.add("proxy", evidence.proxy);
    if (!evidence.certificate.empty())
        json.add("certificate", evidence.certificate);
    return json;
}

JsonText toJson(const Event& event)
{
    JsonText json;
    json.add("at", rfc3339(event.at)).add("type", event.type);
    if (event.report)
        json.add("report_id", event.report->str());
    if (!event.detail.empty())
        json.add("detail", event.detail);
    return json;
}

std::string toJson(const VmRecord& vm, const std::vector<Event>& events)
{
    JsonText json;
    json.add("id", vm.id.str()).add("state", text(vm.state));
    if (!vm.bundle.empty())
        json.add("bundle", vm.bundle);
    if (vm.assurance)
        json.add("assurance", text(*vm.assurance));
    if (vm.decidedBy)
        json.add("report_id", vm.decidedBy->str());
    if (vm.incarnation)
        json.add("incarnation", vm.incarnation->str());
    if (vm.life.deadline)
        json.add("deadline", rfc3339(*vm.life.deadline));
    if (vm.decidedBy)
        json.add("evidence", toJson(vm.life.evidence));
    json.add("reason", vm.reason).add("failed_resources", vm.failedResources).add("failed_runs", vm.failedRuns);
    json.add("tag", toJson(vm.tag)).add("userdata", toJson(vm.userData));
    std::vector<JsonText> history;
    std::transform(events.begin(), events.end(), std::back_inserter(history), [](const Event& e) { return toJson(e); });
    json.addArray("events", history);
    return json.str() + "\n";
}

http::Response unauthorized(const char* detail)
{
    return http::problem(401, detail);
}

} // namespace

void VmsHandler::handle(const http::Request& request, http::Respond respond)
{
    const auto asked = parse(request);
    if (!asked)
        return respond(asked.error());
    const auto busy = [respond] { respond(http::problem(503, "too many requests are waiting; nothing was done")); };
    if (!ports_.runElsewhere([this, asked = *asked, respond] { answerFor(asked, respond); }, busy))
        busy();
}

Result<VmsHandler::Asked, http::Response> VmsHandler::parse(const http::Request& request) const
{
    if (!request.path().starts_with(kPrefix))
        return Unexpected{http::problem(404, "there is GET /v1/vms/{id}")};
    if (request.method != "GET")
        return Unexpected{http::problem(405, "only GET")};
    const auto vm = InstanceId::parse(request.path().substr(kPrefix.size()));
    if (!vm)
        return Unexpected{http::problem(400, "the id of a VM is a UUID")};
    const auto parameters = parseQuery(request.query());
    if (!parameters)
        return Unexpected{http::problem(400, parameters.error().why)};
    auto caller = authenticate(*parameters);
    if (!caller)
        return Unexpected{caller.error()};

    std::chrono::milliseconds wait{0};
    if (const auto* text = findIgnoringCase(*parameters, "wait")) {
        const auto duration = parseDuration(*text);
        if (!duration)
            return Unexpected{http::problem(400, "wait: " + duration.error().why)};
        wait = std::min<std::chrono::milliseconds>(*duration, kLongestWait);
    }
    Assurance least = Assurance::open;
    if (const auto* text = findIgnoringCase(*parameters, "assurance")) {
        const auto level = assurance(*text);
        if (!level)
            return Unexpected{http::problem(400, "assurance: one of open, address, token, cert")};
        least = *level;
    }
    return Asked{*vm, wait, least, *std::move(caller)};
}

// A signature that is good for a command of CloudStack must not be good here, and the other way round: `command`
// decides.
Result<ApiKeys, http::Response> VmsHandler::authenticate(const Parameters& parameters) const
{
    const auto* apiKey = findIgnoringCase(parameters, "apikey");
    const auto* version = findIgnoringCase(parameters, "signatureversion");
    if (apiKey == nullptr || findIgnoringCase(parameters, "signature") == nullptr)
        return Unexpected{
            unauthorized("sign the query as CloudStack's API asks: apiKey, signatureVersion=3, expires, signature")};
    if (version == nullptr || *version != "3" || findIgnoringCase(parameters, "command") != nullptr)
        return Unexpected{unauthorized("the signed query needs signatureVersion=3 with expires, and no command")};
    auto secret = ports_.secretOf(*apiKey);
    if (!secret || checkSignature(parameters, *secret, ports_.clock.now()) != SignatureCheck::ok)
        return Unexpected{unauthorized("unable to verify user credentials and/or request signature")};
    return ApiKeys{*apiKey, *std::move(secret)};
}

void VmsHandler::answerFor(const Asked& asked, const http::Respond& respond)
{
    switch (ports_.accessOf(asked.caller, asked.vm)) {
    case Access::denied:
        return respond(http::problem(404, "CloudStack shows you no VM " + asked.vm.str()));
    case Access::unknown:
        return respond(http::problem(503, "CloudStack cannot be asked whether you may see this VM"));
    case Access::allowed:
        break;
    }
    answerNowOrLater(asked, respond);
}

void VmsHandler::answerNowOrLater(const Asked& asked, const http::Respond& respond)
{
    const auto wake = [this, asked, respond] {
        try {
            respond(present(asked));
        } catch (const JournalError& e) {
            log::error("journal-failed", {{"reason", e.what()}});
            respond(http::problem(500, "the manager's store failed"));
        }
    };
    // Waiting is registered before the record is read, so that a change in between is not missed.
    if (asked.wait.count() == 0)
        return wake();
    ports_.longPolls.wait(asked.vm, asked.least, ports_.clock.steady() + asked.wait, wake);
    if (const auto vm = ports_.journal.vm(asked.vm); vm && isAnswer(*vm, asked.least))
        ports_.longPolls.changed(*vm);
}

http::Response VmsHandler::present(const Asked& asked) const
{
    const auto known = ports_.journal.vm(asked.vm);
    VmRecord vm = known ? *known : newVm(asked.vm, {});
    if (isSettled(vm.state) && !isAnswer(vm, asked.least)) {
        vm.state = VmState::pending;
        vm.reason = "it is ready, proved by `" + std::string(text(vm.assurance.value_or(Assurance::open))) +
                    "` only; asked for is `" + text(asked.least) + "`";
    }
    return http::answer(200, "application/json", toJson(vm, ports_.journal.eventsOf(asked.vm, kEventsShown)));
}

} // namespace readystage
