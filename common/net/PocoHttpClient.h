#pragma once

#include <memory>
#include <optional>
#include <string>

#include "common/net/HttpClient.h"

namespace readystage {

struct TlsTrust {
    /// PEM file of the authorities to trust; nullopt: the system's.
    std::optional<std::string> caFile;
};

/// The only client-side use of Poco::Net. TLS 1.2 or newer, the name in the certificate is always checked, also for
/// loopback names. All addresses of a name are tried in turn until one connects; once something was sent there is no
/// second try. The deadline bounds everything but the look-up of the name: getaddrinfo() takes what resolv.conf's
/// `timeout` and `attempts` allow, and what is left of the deadline counts from there. SIGPIPE must be ignored (Signals
/// does it).
class PocoHttpClient final : public HttpClient {
public:
    /// Throws std::runtime_error naming the file when the CA file cannot be read. Without trust it serves http alone,
    /// and an https URL counts as unreachable: a system's authorities are a hundred certificates, and reading them
    /// takes ten times as long as all else that the agent does.
    explicit PocoHttpClient(const std::optional<TlsTrust>& trust);
    ~PocoHttpClient() override;
    PocoHttpClient(const PocoHttpClient&) = delete;
    PocoHttpClient& operator=(const PocoHttpClient&) = delete;

    Result<HttpAnswer, HttpFailure> exchange(const HttpRequest& request) override;

private:
    struct Tls;
    std::unique_ptr<Tls> tls_;
};

} // namespace readystage
