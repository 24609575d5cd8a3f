#include "manager/edge/GatewayHandler.h"

#include "common/codec/Signature.h"
#include "common/runtime/Log.h"

namespace readystage {

namespace {

/// nullopt: query or form cannot be parsed; CloudStack's Jetty says so better than we could.
std::optional<Parameters> parametersOf(const http::Request& request)
{
    const auto query = parseQuery(request.query());
    if (!query)
        return std::nullopt;
    const auto* const contentType = http::findHeader(request.headers, "Content-Type");
    if (contentType == nullptr || !carriesForm(request.method, *contentType))
        return mergeParameters(*query, {});
    const auto body = parseQuery(request.body);
    if (!body)
        return std::nullopt;
    return mergeParameters(*query, *body);
}

AnswerForm formFor(const Parameters& parameters)
{
    return {envelopeName(findExactly(parameters, "command")), wantsJson(parameters)};
}

} // namespace

GatewayHandler::GatewayHandler(Forward forward, CloudStackClient& client, const KeyFile& keys,
                               const BundleFiles& bundles, TaskPool& pool, const Clock& clock,
                               OwnCommands::OnDeployed onDeployed)
    : forward_(std::move(forward)),
      commands_(client, bundles, std::move(onDeployed)),
      keys_(keys),
      pool_(pool),
      clock_(clock)
{}

GatewayHandler::GatewayHandler(http::Upstream& upstream, CloudStackClient& client, const KeyFile& keys,
                               const BundleFiles& bundles, TaskPool& pool, const Clock& clock,
                               OwnCommands::OnDeployed onDeployed)
    : GatewayHandler(
          [&upstream](const http::Request& request, http::Upstream::OnAnswer onAnswer,
                      http::Upstream::OnFailure onFailure) {
              upstream.forward(request, std::move(onAnswer), std::move(onFailure));
          },
          client, keys, bundles, pool, clock, std::move(onDeployed))
{}

void GatewayHandler::handle(const http::Request& request, http::Respond respond)
{
    const auto path = gatewayPath(request.path());
    if (path == GatewayPath::nowhere)
        return respond(http::problem(404, "CloudStack's API is at /client/api"));
    const auto parameters = path == GatewayPath::api ? parametersOf(request) : std::nullopt;
    if (!parameters)
        return passOn(request, {"errorresponse", false}, respond);
    const auto* const name = findExactly(*parameters, "command");
    const auto command = name == nullptr ? std::nullopt : ownCommand(*name);
    const bool servletAnswers = request.method == "GET" || request.method == "POST";
    if (name != nullptr && changesVms(*name))
        respond = [this, told = std::move(respond)](http::Response response) {
            told(std::move(response));
            notify_();
        };
    if (!command || !servletAnswers)
        return passOn(request, formFor(*parameters), respond);
    answerOurselves({*command, *parameters, formFor(*parameters), {"", Secret("")}}, request, respond);
}

void GatewayHandler::passOn(const http::Request& request, const AnswerForm& form, const http::Respond& respond)
{
    forward_(request, respond, [form, respond](const http::Upstream::Failure& failure) {
        log::warning("cloudstack-unreachable", {{"sent", failure.sent ? "maybe" : "no"}, {"reason", failure.message}});
        respond(apiFault(form, noAnswer(failure.sent, failure.message)));
    });
}

void GatewayHandler::answerOurselves(OwnRequest command, const http::Request& request, const http::Respond& respond)
{
    // Before the signature: which of two spellings of apiKey or signature counts is the question.
    if (const auto ambiguous = ambiguousName(command.parameters))
        return respond(apiFault(command.form, twoSpellings(*ambiguous)));
    auto caller = authenticate(command, request);
    if (!caller)
        return respond(apiFault(command.form, unauthorized()));
    command.caller = *std::move(caller);
    if (!OwnCommands::blocks(command.command))
        return respond(runGuarded(command));
    const auto form = command.form;
    if (!pool_.tryRun([this, command = std::move(command), respond] { respond(runGuarded(command)); }))
        respond(
            apiFault(form, {503, "The manager is busy with other commands; nothing was done, try again in a while"}));
}

std::optional<ApiKeys> GatewayHandler::authenticate(const OwnRequest& command, const http::Request& request) const
{
    const auto refused = [&](const char* reason) {
        log::info("gateway-refused",
                  {{"command", text(command.command)}, {"peer", request.peer.str()}, {"reason", reason}});
        return std::nullopt;
    };
    const auto* const apiKey = given(command.parameters, "apikey");
    if (apiKey == nullptr)
        return refused("no api key");
    const auto secret = keys_.secretOf(*apiKey);
    if (!secret)
        return refused("an api key that is not in the key file");
    switch (checkSignature(command.parameters, *secret, clock_.now())) {
    case SignatureCheck::ok:
        return ApiKeys{*apiKey, *secret};
    case SignatureCheck::wrong:
        return refused("wrong or missing signature");
    case SignatureCheck::expired:
        return refused("expired");
    }
    return refused("unknown");
}

http::Response GatewayHandler::runGuarded(const OwnRequest& command)
{
    try {
        return commands_.run(command, pool_.stopToken());
    } catch (const std::exception& e) {
        log::error("command-failed", {{"command", text(command.command)}, {"reason", e.what()}});
        return apiFault(command.form,
                        {530, "Internal error executing command, please contact your system administrator"});
    }
}

} // namespace readystage
