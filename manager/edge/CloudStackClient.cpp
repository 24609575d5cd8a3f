#include "manager/edge/CloudStackClient.h"

#include "common/codec/Signature.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace readystage {

namespace {

using namespace std::chrono_literals;

// CloudStack refuses an `expires` more than 15 minutes ahead of its own clock once timestamps are enforced, and one
// that has passed always: five minutes leave room for clocks on both sides.
constexpr auto kExpires = 5min;

// A full page of 500 networks is 3 MB.
constexpr std::size_t kMaxAnswer = std::size_t{32} * 1024 * 1024;

// Tag jobs of a 4.23 server had ended before a first look at 350 ms; a deployment takes many seconds.
constexpr auto kFirstPoll = 100ms;
constexpr auto kSlowestPoll = 2'000ms;

constexpr auto kLongestRetryAfter = std::chrono::milliseconds(1h);

/// `updateVirtualMachine id=…`: what was tried, on what.
std::string describe(const std::string& command, const Parameters& parameters)
{
    static constexpr std::array kSubjects{"id", "virtualmachineid", "resourceids", "jobid", "name"};
    for (const char* subject : kSubjects)
        for (const auto& [name, value] : parameters)
            if (name == subject)
                return std::string(command).append(" ").append(name).append("=").append(value);
    return command;
}

ApiError translate(const std::string& what, const HttpFailure& failure)
{
    const std::string message = what + ": " + failure.message;
    switch (failure.kind) {
    case HttpFailure::Kind::unreachable:
        return {ApiError::Kind::unreachable, 0, message};
    case HttpFailure::Kind::unknown:
        return {ApiError::Kind::unknown, 0, message};
    case HttpFailure::Kind::unreadable:
        return {ApiError::Kind::malformed, 0, message};
    }
    return {ApiError::Kind::unknown, 0, message};
}

std::optional<std::chrono::milliseconds> leadingMilliseconds(std::string_view text, std::int64_t unit)
{
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || count < 0)
        return std::nullopt;
    return std::chrono::milliseconds(std::min<std::int64_t>(count, kLongestRetryAfter.count() / unit) * unit);
}

/// "please retry after [133] ms." of 4.23, without brackets in 4.11; CloudStack sends no Retry-After header, a proxy in
/// front of it may.
std::chrono::milliseconds retryAfterOf(const HttpAnswer& answer, std::string_view text)
{
    constexpr std::string_view kWords = "retry after ";
    if (const auto at = text.find(kWords); at != std::string_view::npos) {
        auto rest = text.substr(at + kWords.size());
        if (rest.starts_with('['))
            rest.remove_prefix(1);
        if (const auto wait = leadingMilliseconds(rest, 1))
            return *wait;
    }
    return leadingMilliseconds(answer.header("Retry-After"), 1'000).value_or(0ms);
}

/// The only member of the top-level object: CloudStack's envelope, whatever it is called (updateVirtualMachine's is its
/// own, a refused command's is `errorresponse`).
Json insideEnvelope(const std::string& body)
{
    const auto whole = Json::parse(body);
    const auto names = whole.isObject() ? whole.names() : std::vector<std::string>{};
    if (names.size() != 1 || !names.front().ends_with("response"))
        throw JsonError("no CloudStack envelope");
    auto inner = whole.at(names.front());
    if (!inner.isObject())
        throw JsonError(names.front() + ": not an object");
    return inner;
}

/// CloudStack builds each JSON answer with Java's Matcher.replaceAll, which chokes on a display name or tag holding the
/// text \u0024 or \u005c: then a list cannot be read, and an update has been stored although it is answered with 431.
bool isSpoiled(std::string_view text)
{
    return text.find("Illegal group reference") != std::string_view::npos ||
           text.find("character to be escaped is missing") != std::string_view::npos;
}

ApiError::Kind kindOf(int code, std::string_view text)
{
    switch (code) {
    case 429:
    case 503:
        return ApiError::Kind::unreachable;
    case 400:
    case 401:
    case 405:
    case 430:
    case 432:
    case 531:
    case 532:
    case 533:
    case 535:
    case 536:
    case 537:
        return ApiError::Kind::refused;
    case 431:
        return isSpoiled(text) ? ApiError::Kind::malformed : ApiError::Kind::refused;
    default:
        return code >= 500 ? ApiError::Kind::unknown : ApiError::Kind::refused;
    }
}

ApiError errorFrom(const std::string& what, const HttpAnswer& answer, int code, const std::string& text)
{
    ApiError error{kindOf(code, text), code, what + ": CloudStack answered " + std::to_string(code) + ": " + text};
    if (error.kind == ApiError::Kind::unreachable)
        error.retryAfter = retryAfterOf(answer, text);
    error.text = text;
    return error;
}

/// An answer that is not CloudStack's: Jetty's and proxies' error pages, Jetty's 405 without a body.
ApiError strange(const std::string& what, const HttpAnswer& answer, const std::string& why)
{
    const std::string came = "HTTP " + std::to_string(answer.status) + " " + answer.header("Content-Type") + ", " + why;
    const int status = answer.status;
    if (answer.body.empty() && (status == 200 || status == 405))
        return errorFrom(what, answer, status == 200 ? 530 : status, "an empty answer");
    if (status == 429 || status >= 500)
        return errorFrom(what, answer, status, came);
    return {ApiError::Kind::malformed, 0, what + ": " + came};
}

ApiResult<Json> readAnswer(const std::string& what, const HttpAnswer& answer)
{
    try {
        auto inner = insideEnvelope(answer.body);
        if (const auto code = inner.find("errorcode"))
            return Unexpected{
                errorFrom(what, answer, static_cast<int>(code->asInteger()), inner.stringOr("errortext", ""))};
        if (answer.status != 200)
            return Unexpected{errorFrom(what, answer, answer.status, inner.stringOr("errortext", ""))};
        return inner;
    } catch (const JsonError& e) {
        return Unexpected{strange(what, answer, e.what())};
    }
}

/// nullopt: the job has not ended yet.
std::optional<ApiResult<Json>> outcomeOf(const std::string& what, const Json& job)
{
    switch (job.at("jobstatus").asInteger()) {
    case 0:
        return std::nullopt;
    case 1:
        return job.at("jobresult");
    case 2: {
        const auto result = job.at("jobresult");
        const auto code = static_cast<int>(result.at("errorcode").asInteger());
        return Unexpected{
            ApiError{ApiError::Kind::refused, code, what + ": " + result.stringOr("errortext", "the job failed")}};
    }
    default:
        return Unexpected{ApiError{ApiError::Kind::unknown, 0, what + ": the job was cancelled"}};
    }
}

/// One look at a job: its end, or why there is none yet.
struct Look {
    std::optional<ApiResult<Json>> end;
    std::string trouble = "it has not ended";
    std::chrono::milliseconds retryAfter{0};
};

/// A call that failed says nothing of the job; a refused one will be refused for ever.
Look lookAt(const std::string& what, const ApiResult<Json>& answer)
{
    const auto lost = [](int code, const std::string& message) {
        return Look{Unexpected{ApiError{ApiError::Kind::unknown, code, message}}};
    };
    if (!answer && answer.error().kind == ApiError::Kind::refused)
        return lost(answer.error().code, answer.error().message);
    if (!answer)
        return {std::nullopt, answer.error().message, answer.error().retryAfter};
    try {
        return {outcomeOf(what, *answer)};
    } catch (const JsonError& e) {
        return lost(0, what + ": " + e.what());
    }
}

} // namespace

CloudStackClient::CloudStackClient(HttpClient& http, Clock& clock, Url endpoint)
    : http_(http),
      clock_(clock),
      endpoint_(std::move(endpoint))
{}

Result<HttpAnswer, HttpFailure> CloudStackClient::exchange(const ApiKeys& as, const std::string& command,
                                                           const Parameters& parameters, const char* format,
                                                           std::chrono::milliseconds deadline)
{
    Parameters all{{"command", command}};
    all.insert(all.end(), parameters.begin(), parameters.end());
    all.emplace_back("response", format);
    all.emplace_back("signatureVersion", "3");
    all.emplace_back("expires", formatExpires(clock_.now() + kExpires));

    HttpRequest request;
    request.url = endpoint_;
    request.method = "POST";
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
    request.body = toQuery(sign(std::move(all), as.apiKey, as.secret));
    request.deadline = deadline;
    request.maxAnswerBytes = kMaxAnswer;
    return http_.exchange(request);
}

ApiResult<Json> CloudStackClient::call(const ApiKeys& as, const std::string& command, const Parameters& parameters,
                                       std::chrono::milliseconds deadline)
{
    const auto what = describe(command, parameters);
    const auto answer = exchange(as, command, parameters, "json", deadline);
    if (!answer)
        return Unexpected{translate(what, answer.error())};
    return readAnswer(what, *answer);
}

ApiResult<std::string> CloudStackClient::callForXml(const ApiKeys& as, const std::string& command,
                                                    const Parameters& parameters)
{
    const auto what = describe(command, parameters);
    const auto answer = exchange(as, command, parameters, "xml", kDeadline);
    if (!answer)
        return Unexpected{translate(what, answer.error())};
    if (answer->status != 200)
        return Unexpected{errorFrom(what, *answer, answer->status, answer->header("X-Description"))};
    return answer->body;
}

ApiResult<Json> CloudStackClient::awaitJob(const ApiKeys& as, const std::string& jobId, Clock::Steady deadline,
                                           const std::stop_token& stop)
{
    const std::string what = "job " + jobId;
    const auto gaveUp = [&](const char* how, const Look& last) {
        return Unexpected{ApiError{ApiError::Kind::unknown, 0, what + how + last.trouble}};
    };
    Look last;
    for (std::chrono::milliseconds pause = kFirstPoll;;
         pause = std::min<std::chrono::milliseconds>(pause * 2, kSlowestPoll)) {
        const auto next = clock_.steady() + std::max(pause, last.retryAfter);
        if (next > deadline)
            return gaveUp(": gave up waiting: ", last);
        if (!clock_.sleepUntil(next, stop))
            return gaveUp(": stopped waiting: ", last);
        last = lookAt(what, call(as, "queryAsyncJobResult", {{"jobid", jobId}}));
        if (last.end)
            return *std::move(last.end);
    }
}

} // namespace readystage
