#include "manager/edge/OperatorHandler.h"

#include "common/codec/Digest.h"
#include "common/codec/Json.h"
#include "common/codec/Signature.h"
#include "common/domain/Duration.h"
#include "common/runtime/AtomicFile.h"
#include "common/runtime/Log.h"

namespace readystage {

namespace {

constexpr std::size_t kMostRefused = 10'000;

std::string newSecret(const std::filesystem::path& stateDir)
{
    auto secret = randomUuid() + randomUuid();
    writeAtomically(stateDir / OperatorHandler::kSecretFile, secret + "\n");
    return secret;
}

http::Response json(const JsonText& text)
{
    return http::answer(200, "application/json", text.str() + "\n");
}

std::string by(const IpAddress& peer)
{
    return "peer=" + peer.str() + " ";
}

/// `1h` ago.
Result<Clock::Wall, http::Response> timeFrom(const Parameters& parameters, const char* name, Clock::Wall now)
{
    const auto* const text = findIgnoringCase(parameters, name);
    if (text == nullptr)
        return Unexpected{http::problem(400, std::string(name) + " is missing")};
    const auto ago = parseDuration(*text);
    if (!ago)
        return Unexpected{http::problem(400, std::string(name) + ": " + ago.error().why)};
    return now - *ago;
}

} // namespace

OperatorHandler::OperatorHandler(Ports ports, const std::filesystem::path& stateDir)
    : ports_(std::move(ports)),
      secret_(newSecret(stateDir))
{}

bool OperatorHandler::mayAsk(const http::Request& request) const
{
    constexpr std::string_view kBearer = "Bearer ";
    const auto* const shown = http::findHeader(request.headers, "Authorization");
    return shown != nullptr && shown->starts_with(kBearer) && secret_.equals(shown->substr(kBearer.size()));
}

void OperatorHandler::handle(const http::Request& request, http::Respond respond)
{
    if (!mayAsk(request))
        return respond(http::problem(401, "show the secret of the state folder: Authorization: Bearer …"));
    const auto parameters = parseQuery(request.query());
    if (!parameters)
        return respond(http::problem(400, parameters.error().why));
    const Asked asked{request.method, std::string(request.path()), *parameters, request.peer};
    const bool taken = ports_.runElsewhere([this, asked, respond] {
        try {
            respond(answer(asked));
        } catch (const JournalError& e) {
            log::error("journal-failed", {{"reason", e.what()}});
            respond(http::problem(500, "the manager's store failed"));
        }
    });
    if (!taken)
        respond(http::problem(503, "too many requests are waiting"));
}

http::Response OperatorHandler::answer(const Asked& asked)
{
    if (asked.method == "GET" && asked.path == "/operator/refused")
        return refused(asked.parameters);
    if (asked.method == "POST" && asked.path == "/operator/recheck")
        return recheck(asked);
    if (asked.method == "POST" && asked.path == "/operator/revoke")
        return revoke(asked);
    return http::problem(404, "there are GET refused, POST recheck and POST revoke");
}

http::Response OperatorHandler::refused(const Parameters& parameters)
{
    const auto since = timeFrom(parameters, "since", ports_.clock.now());
    if (!since)
        return since.error();
    std::vector<JsonText> rows;
    for (const RefusedReport& one : ports_.roster.refused(*since, kMostRefused)) {
        JsonText row;
        row.add("at", rfc3339(one.receivedAt)).add("vm", one.vm.str()).add("report_id", one.report.str());
        row.add("reason", one.reason);
        rows.push_back(std::move(row));
    }
    JsonText all;
    return json(all.addArray("refused", rows));
}

http::Response OperatorHandler::recheck(const Asked& asked)
{
    const auto since = timeFrom(asked.parameters, "refused-since", ports_.clock.now());
    if (!since)
        return since.error();
    Change change;
    for (const RefusedReport& one : ports_.roster.refused(*since, kMostRefused))
        change.outstanding.push_back({.kind = Step::Kind::verify,
                                      .vm = one.vm,
                                      .report = one.report,
                                      .notBefore = ports_.clock.now(),
                                      .backFill = true});
    ports_.journal.commit(change);
    for (const Step& step : change.outstanding)
        ports_.add(step);
    ports_.audit("recheck", "reports", by(asked.peer) + std::to_string(change.outstanding.size()));
    JsonText all;
    return json(all.add("rechecked", static_cast<std::int64_t>(change.outstanding.size())));
}

http::Response OperatorHandler::revoke(const Asked& asked)
{
    const auto* const text = findIgnoringCase(asked.parameters, "vm");
    const auto* const why = findIgnoringCase(asked.parameters, "why");
    const auto vm = InstanceId::parse(text == nullptr ? "" : *text);
    if (!vm || why == nullptr || why->empty())
        return http::problem(400, "name the VM by its UUID (vm), and say why");
    const auto now = ports_.clock.now();
    ports_.add({.kind = Step::Kind::look,
                .vm = *vm,
                .report = {},
                .notBefore = now,
                .happening = Happening{Happening::Kind::revoked, randomUuid(), now, "revoked: " + *why}});
    ports_.audit("revoke", vm->str(), by(asked.peer) + *why);
    JsonText all;
    return json(all.add("revoked", vm->str()));
}

} // namespace readystage
