#pragma once

#include <memory>
#include <optional>
#include <string>

#include "common/net/HttpClient.h"

namespace readystage {

/// Who we are, for servers that ask for a certificate.
struct TlsIdentity {
    std::string certificateFile; ///< PEM, ours first, then those that vouch for it
    std::string keyFile;         ///< PEM, without a password
};

struct TlsTrust {
    /// PEM file of the authorities to trust; nullopt: the system's.
    std::optional<std::string> caFile{};
    std::optional<TlsIdentity> identity{};
};

/// The only client-side use of Poco::Net. TLS 1.2 or newer, the name in the certificate is always checked, also for
/// loopback names. All addresses of a name are tried in turn until one connects; once something was sent there is no
/// second try, unless the request may be repeated and went over a connection that was kept from an earlier one. SIGPIPE
/// must be ignored (Signals does it).
class PocoHttpClient final : public HttpClient {
public:
    /// Throws std::runtime_error naming the file that cannot be used. Without trust it serves http alone,
    /// and an https URL counts as unreachable: a system's authorities are a hundred certificates, and reading them
    /// takes ten times as long as all else that the agent does.
    explicit PocoHttpClient(const std::optional<TlsTrust>& trust);
    ~PocoHttpClient() override;
    PocoHttpClient(const PocoHttpClient&) = delete;
    PocoHttpClient& operator=(const PocoHttpClient&) = delete;

    Result<HttpAnswer, HttpFailure> exchange(const HttpRequest& request) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace readystage
