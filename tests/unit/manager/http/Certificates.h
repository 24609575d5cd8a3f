#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "manager/edge/http/HttpFront.h"

namespace readystage::http::test {

/// A certificate authority of its own in a folder of its own; both are gone with it.
class Authority {
public:
    explicit Authority(const std::string& name = "test authority");
    ~Authority();
    Authority(const Authority&) = delete;
    Authority& operator=(const Authority&) = delete;

    /// The authority's certificate, PEM.
    std::string caFile() const { return (folder_ / "ca.pem").string(); }

    /// A list of revoked certificates with nothing in it, PEM.
    std::string revocationFile() const;

    std::filesystem::path folder() const { return folder_; }

    /// A server certificate; `san` as OpenSSL writes it: "DNS:localhost" or "IP:127.0.0.1". The same `file` is
    /// overwritten.
    TlsFiles issue(const std::string& file, const std::string& san, const std::string& commonName = "server") const;

private:
    using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
    using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

    std::filesystem::path folder_;
    Key key_;
    Certificate certificate_;
};

} // namespace readystage::http::test
