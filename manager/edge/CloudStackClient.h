#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "common/codec/Json.h"
#include "common/codec/PercentEncoding.h"
#include "common/domain/Secret.h"
#include "common/net/HttpClient.h"
#include "common/runtime/Clock.h"
#include "manager/ports/CloudStackApi.h"

namespace readystage {

/// A user's (or the manager's own) key pair.
struct ApiKeys {
    std::string apiKey;
    Secret secret;
};

/// Signed calls to CloudStack's API as somebody: always POST, response=json, signatureVersion 3 with `expires` five
/// minutes ahead. Turns answers into the four kinds of ApiError (CloudStackApi.h). Safe from several threads.
class CloudStackClient {
public:
    static constexpr std::chrono::milliseconds kDeadline{30'000}; ///< for a call that touches no virtual router

    /// The references must outlive the client.
    CloudStackClient(HttpClient& http, Clock& clock, Url endpoint);

    /// The object inside the envelope: for `{"listzonesresponse":{…}}` the inner one. Blocks until `deadline` at most.
    ApiResult<Json> call(const ApiKeys& as, const std::string& command, const Parameters& parameters,
                         std::chrono::milliseconds deadline = kDeadline);

    /// The same call answered in XML, as text: for what CloudStack cannot build as JSON.
    ApiResult<std::string> callForXml(const ApiKeys& as, const std::string& command, const Parameters& parameters);

    /// Waits for the end of an asynchronous job, polling; its `jobresult` when it went well, `refused` with
    /// CloudStack's errorcode and text when it failed, `unknown` when `deadline` has passed, a stop was asked for, or
    /// CloudStack does not (or no longer) tell of this job.
    ApiResult<Json> awaitJob(const ApiKeys& as, const std::string& jobId, Clock::Steady deadline,
                             const std::stop_token& stop);

private:
    Result<HttpAnswer, HttpFailure> exchange(const ApiKeys& as, const std::string& command,
                                             const Parameters& parameters, const char* format,
                                             std::chrono::milliseconds deadline);

    HttpClient& http_;
    Clock& clock_;
    Url endpoint_;
};

} // namespace readystage
