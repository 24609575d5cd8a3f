#include "agent/edge/HttpManagerLink.h"

#include "common/net/PocoHttpClient.h"

#include <charconv>
#include <stdexcept>

namespace readystage::agent {
namespace {

constexpr std::size_t kAnswerBytes = std::size_t{64} * 1024;
constexpr std::size_t kQuotedBytes = 300; ///< of an answer, in a message

/// What the manager said, short enough for a log line.
std::string quoted(const std::string& body)
{
    const std::string text = body.substr(0, kQuotedBytes);
    const auto end = text.find_last_not_of(" \t\r\n");
    return end == std::string::npos ? std::string{} : ": " + text.substr(0, end + 1);
}

Outcome outcomeOf(const HttpAnswer& answer, const Url& url)
{
    Outcome outcome;
    outcome.kind = Outcome::Kind::answered;
    outcome.status = answer.status;
    outcome.retryAfter = parseRetryAfter(answer.header("Retry-After"));
    if (auto receipt = protocol::parseReceipt(answer.body))
        outcome.receipt = *std::move(receipt);
    outcome.message = url.str() + " answered " + std::to_string(answer.status) + quoted(answer.body);
    return outcome;
}

} // namespace

std::optional<std::chrono::seconds> parseRetryAfter(std::string_view value)
{
    long seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (error != std::errc{} || end != value.data() + value.size() || seconds < 0)
        return std::nullopt;
    return std::chrono::seconds(seconds);
}

HttpManagerLink::HttpManagerLink(Url manager, std::optional<std::string> caFile)
    : reports_(std::move(manager)),
      caFile_(std::move(caFile))
{
    while (reports_.target.ends_with('/'))
        reports_.target.pop_back();
    reports_.target += protocol::kReportsPath;
}

Outcome HttpManagerLink::send(const ReportId& id, std::string_view bytes)
{
    try {
        PocoHttpClient http(TlsTrust{caFile_});
        HttpRequest request;
        request.url = reports_;
        request.method = "POST";
        request.headers = {{"Content-Type", "application/json"}, {"Idempotency-Key", id.str()}};
        request.body = bytes;
        request.maxAnswerBytes = kAnswerBytes;
        const auto answer = http.exchange(request);
        if (answer)
            return outcomeOf(*answer, reports_);
        Outcome outcome;
        outcome.message = answer.error().message;
        return outcome;
    } catch (const std::runtime_error& e) {
        Outcome outcome;
        outcome.message = reports_.str() + ": " + e.what(); // the authorities cannot be read, not yet perhaps
        return outcome;
    }
}

} // namespace readystage::agent
