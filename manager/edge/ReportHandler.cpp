#include "manager/edge/ReportHandler.h"

#include "common/codec/Digest.h"
#include "common/protocol/Report.h"
#include "common/runtime/Log.h"

namespace readystage {

namespace {

constexpr std::chrono::seconds kNoSpacePause{30};

http::Response later(int status, const std::string& detail, std::chrono::seconds wait)
{
    auto response = http::problem(status, detail);
    response.headers.emplace_back("Retry-After", std::to_string(wait.count()));
    return response;
}

StoredReport toBeStored(const Report& report, const http::Request& request, Clock::Wall now)
{
    const auto receipt = protocol::composeReceipt({report.id, randomUuid()});
    return {report, request.body, protocol::contentDigest(request.body), request.peer, now, receipt};
}

void logCommitted(const StoredReport& stored)
{
    const Report& report = stored.report;
    log::info("report-committed", {{"vm", report.vm.str()},
                                   {"report", report.id.str()},
                                   {"status", text(report.status)},
                                   {"peer", stored.peer.str()}});
}

} // namespace

void ReportHandler::handle(const http::Request& request, http::Respond respond)
{
    if (request.path() != protocol::kReportsPath)
        return respond(http::problem(404, "reports go to POST /v1/reports"));
    if (request.method != "POST") {
        auto response = http::problem(405, "reports are sent by POST");
        response.headers.emplace_back("Allow", "POST");
        return respond(std::move(response));
    }
    receive(request, respond);
}

void ReportHandler::receive(const http::Request& request, const http::Respond& respond)
{
    if (exceeds(request.peer, request.body.size(), respond))
        return;
    const auto report = protocol::parseReport(request.body);
    if (!report) {
        metrics_.countReport("malformed");
        return respond(http::problem(400, report.error().why));
    }
    if (exceeds(report->vm, request.body.size(), respond))
        return;
    submit(toBeStored(*report, request, clock_.now()), respond);
}

template <class Sender>
bool ReportHandler::exceeds(const Sender& sender, std::size_t bytes, const http::Respond& respond)
{
    const auto wait = quotas_.with([&](Quotas& quotas) { return quotas.exceededBy(sender, bytes, clock_.steady()); });
    if (!wait)
        return false;
    metrics_.countReport("over-quota");
    log::debug("report-over-quota", {{"sender", sender.str()}});
    respond(later(429, "too many reports from " + sender.str(), *wait));
    return true;
}

void ReportHandler::submit(const StoredReport& stored, const http::Respond& respond)
{
    const auto answered = [this, respond, stored, begin = clock_.steady()](const Committer::Outcome& outcome) {
        metrics_.observeCommit(clock_.steady() - begin);
        if (outcome.kind == Committer::Outcome::Kind::noSpace) {
            metrics_.countReport("full");
            return respond(later(503, "the manager's store is full", kNoSpacePause));
        }
        if (outcome.taken.kind == Taken::Kind::stored)
            logCommitted(stored);
        respondTaken(outcome.taken, respond);
    };
    if (committer_.submit(stored, answered))
        return;
    metrics_.countReport("busy");
    respond(later(503, "too many reports are waiting to be stored", committer_.backlog()));
}

void ReportHandler::respondTaken(const Taken& taken, const http::Respond& respond)
{
    switch (taken.kind) {
    case Taken::Kind::stored:
        metrics_.countReport("accepted");
        return respond(http::answer(202, "application/json", taken.receipt));
    case Taken::Kind::repeated:
        metrics_.countReport("repeated");
        return respond(http::answer(202, "application/json", taken.receipt));
    case Taken::Kind::differs:
    case Taken::Kind::contradicts:
        metrics_.countReport("contradicted");
        log::warning("report-contradicts", {{"reason", taken.why}});
        return respond(http::problem(409, taken.why));
    }
}

} // namespace readystage
