#include "manager/edge/ReportHandler.h"

#include "common/codec/Digest.h"
#include "common/protocol/Report.h"
#include "common/runtime/Log.h"

#include <algorithm>

namespace readystage {

namespace {

constexpr std::chrono::seconds kNoSpacePause{30};

http::Response later(int status, const std::string& detail, std::chrono::seconds wait)
{
    auto response = http::problem(status, detail);
    response.headers.emplace_back("Retry-After", std::to_string(wait.count()));
    return response;
}

// Puppet's registered extensions (lib/puppet/ssl/oids.rb).
constexpr std::string_view kPuppetUuid = "1.3.6.1.4.1.34380.1.1.1";
constexpr std::string_view kPuppetInstanceId = "1.3.6.1.4.1.34380.1.1.2";

std::string extension(const http::ClientCertificate& certificate, std::string_view id)
{
    for (const auto& [name, text] : certificate.extensions)
        if (name == id)
            return text;
    return {};
}

std::optional<Certificate> shown(const http::Request& request)
{
    if (!request.certificate)
        return std::nullopt;
    const auto& certificate = *request.certificate;
    return Certificate{certificate.commonName, certificate.serial, extension(certificate, kPuppetInstanceId),
                       extension(certificate, kPuppetUuid)};
}

/// From the right, each address was named by the proxy after it: the first that is no proxy of ours is the client.
std::optional<IpAddress> clientOf(const std::string& forwardedFor, const std::vector<IpAddress>& proxies)
{
    std::string_view rest = forwardedFor;
    while (!rest.empty()) {
        const auto comma = rest.rfind(',');
        std::string_view last = comma == std::string_view::npos ? rest : rest.substr(comma + 1);
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(0, comma);
        last.remove_prefix(std::min(last.find_first_not_of(" \t"), last.size()));
        last = last.substr(0, last.find_last_not_of(" \t") + 1);
        const auto address = IpAddress::parse(last);
        if (!address)
            return std::nullopt;
        if (std::find(proxies.begin(), proxies.end(), *address) == proxies.end())
            return *address;
    }
    return std::nullopt;
}

StoredReport toBeStored(const Report& report, const http::Request& request, const std::vector<IpAddress>& proxies,
                        Clock::Wall now)
{
    const auto receipt = protocol::composeReceipt({report.id, randomUuid()});
    StoredReport stored{report, request.body, protocol::contentDigest(request.body), request.peer, now, receipt};
    stored.certificate = shown(request);
    stored.proxy = request.proxy ? request.proxy->str() : "";
    const auto* const forwardedFor = http::findHeader(request.headers, "X-Forwarded-For");
    const bool fromProxy = std::find(proxies.begin(), proxies.end(), request.peer) != proxies.end();
    if (forwardedFor != nullptr && fromProxy)
        if (const auto client = clientOf(*forwardedFor, proxies)) {
            stored.peer = *client;
            stored.proxy = request.peer.str();
        }
    return stored;
}

void logCommitted(const StoredReport& stored)
{
    const Report& report = stored.report;
    log::info("report-committed", {{"vm", report.vm.str()},
                                   {"report", report.id.str()},
                                   {"status", text(report.status)},
                                   {"peer", stored.peer.str()},
                                   {"certificate", stored.certificate ? stored.certificate->name : "-"}});
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
    if (request.certificate && !request.certificate->trouble.empty())
        return refuseCertificate(*request.certificate, request.peer, respond);
    if (exceeds(report->vm, request.body.size(), respond))
        return;
    submit(toBeStored(*report, request, forwardedForFrom_, clock_.now()), respond);
}

void ReportHandler::refuseCertificate(const http::ClientCertificate& certificate, const IpAddress& peer,
                                      const http::Respond& respond)
{
    metrics_.countReport("unidentified");
    metrics_.refused("certificate", true);
    log::warning("certificate-refused", {{"peer", peer.str()},
                                         {"name", certificate.commonName},
                                         {"serial", certificate.serial},
                                         {"reason", certificate.trouble}});
    respond(http::problem(401, "certificate " + certificate.commonName + ": " + certificate.trouble));
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
