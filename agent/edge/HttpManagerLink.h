#pragma once

#include "agent/edge/RouterToken.h"
#include "agent/ports/ManagerLink.h"
#include "common/net/PocoHttpClient.h"
#include "common/net/Url.h"
#include "common/runtime/Clock.h"

#include <optional>
#include <string>

namespace readystage::agent {

/// How a manager is reached and what we show it.
struct ManagerAccess {
    Url url;        ///< scheme, host and port; a path in it is a prefix of ours
    TlsTrust tls{}; ///< without authorities: the system's. An identity that cannot be read yet is left out
    std::optional<Url> proxy{};
};

/// One manager, over HTTPS (or HTTP in laboratories): POST /v1/reports. As long as it takes reports the connection is
/// kept; after any trouble the files of authorities, certificate and key are read again, because they may be put there,
/// or replaced, while we wait.
class HttpManagerLink final : public ManagerLink {
public:
    /// Borrows the source of the proof and the clock.
    HttpManagerLink(ManagerAccess access, TokenSource& token, const Clock& clock);

    Outcome send(const ReportId& id, std::string_view bytes) override;

    /// Asks for nothing in particular: whether somebody answers there, and what the way looks like.
    Result<HttpAnswer, HttpFailure> probe();

private:
    HttpRequest request() const;
    PocoHttpClient& client();
    Outcome outcomeOf(const HttpAnswer& answer);

    ManagerAccess access_;
    Url reports_;
    TokenSource& token_;
    const Clock& clock_;
    std::optional<PocoHttpClient> http_;
};

/// Retry-After in seconds; a date, or anything else, is nullopt.
std::optional<std::chrono::seconds> parseRetryAfter(std::string_view value);

} // namespace readystage::agent
