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

/// The only client-side use of Poco::Net; all traps of Poco 1.11's HTTP client are answered here. TLS 1.2 or newer, the
/// name in the certificate is always checked, also for loopback names.
class PocoHttpClient final : public HttpClient {
public:
    /// Throws std::runtime_error naming the file when the CA file cannot be read.
    explicit PocoHttpClient(const TlsTrust& trust);
    ~PocoHttpClient() override;
    PocoHttpClient(const PocoHttpClient&) = delete;
    PocoHttpClient& operator=(const PocoHttpClient&) = delete;

    Result<HttpAnswer, HttpFailure> exchange(const HttpRequest& request) override;

private:
    struct Tls;
    std::unique_ptr<Tls> tls_;
};

} // namespace readystage
