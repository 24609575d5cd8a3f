#include "agent/edge/HttpManagerLink.h"

#include "common/net/HttpDate.h"
#include "common/protocol/Proof.h"
#include "common/runtime/Log.h"

#include <charconv>
#include <stdexcept>
#include <utility>

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

} // namespace

std::optional<std::chrono::seconds> parseRetryAfter(std::string_view value)
{
    long seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (error != std::errc{} || end != value.data() + value.size() || seconds < 0)
        return std::nullopt;
    return std::chrono::seconds(seconds);
}

HttpManagerLink::HttpManagerLink(ManagerAccess access, TokenSource& token, const Clock& clock)
    : access_(std::move(access)),
      reports_(access_.url),
      token_(token),
      clock_(clock)
{
    while (reports_.target.ends_with('/'))
        reports_.target.pop_back();
    reports_.target += protocol::kReportsPath;
}

Outcome HttpManagerLink::send(const ReportId& id, std::string_view bytes)
{
    Outcome outcome;
    try {
        HttpRequest post = request();
        post.method = "POST";
        post.headers = {{"Content-Type", "application/json"}, {"Idempotency-Key", id.str()}};
        if (const auto token = token_.token())
            post.headers.emplace_back(protocol::kProofHeader, protocol::proofOf(bytes, *token));
        post.body = bytes;
        const auto answer = client().exchange(post);
        if (answer)
            outcome = outcomeOf(*answer);
        else
            outcome.message = answer.error().message;
    } catch (const std::runtime_error& e) {
        outcome.message = reports_.str() + ": " + e.what(); // the authorities cannot be read, not yet perhaps
    }
    if (outcome.status == 401 || outcome.status == 403)
        token_.doubt();
    if (!outcome.receipt)
        http_.reset();
    return outcome;
}

Result<HttpAnswer, HttpFailure> HttpManagerLink::probe()
{
    try {
        return client().exchange(request());
    } catch (const std::runtime_error& e) {
        return Unexpected{HttpFailure{HttpFailure::Kind::unreachable, reports_.str() + ": " + e.what()}};
    }
}

HttpRequest HttpManagerLink::request() const
{
    HttpRequest request;
    request.url = reports_;
    request.maxAnswerBytes = kAnswerBytes;
    request.proxy = access_.proxy;
    request.mayRepeat = true; // the manager knows a report it has already
    return request;
}

PocoHttpClient& HttpManagerLink::client()
{
    if (http_)
        return *http_;
    try {
        return http_.emplace(access_.tls);
    } catch (const std::runtime_error& e) {
        if (!access_.tls.identity)
            throw;
        log::warning("certificate.unusable", {{"why", e.what()}});
    }
    return http_.emplace(TlsTrust{access_.tls.caFile, std::nullopt});
}

Outcome HttpManagerLink::outcomeOf(const HttpAnswer& answer)
{
    Outcome outcome;
    outcome.kind = Outcome::Kind::answered;
    outcome.status = answer.status;
    outcome.retryAfter = parseRetryAfter(answer.header("Retry-After"));
    if (const auto date = parseHttpDate(answer.header("Date")))
        outcome.skew = std::chrono::duration_cast<std::chrono::seconds>(*date - clock_.now());
    if (auto receipt = protocol::parseReceipt(answer.body))
        outcome.receipt = *std::move(receipt);
    outcome.message = reports_.str() + " answered " + std::to_string(answer.status) + quoted(answer.body);
    return outcome;
}

} // namespace readystage::agent
