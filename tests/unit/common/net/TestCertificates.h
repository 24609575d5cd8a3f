#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <openssl/evp.h>
#include <openssl/x509.h>

namespace readystage::tests {

/// A key with its certificate.
struct Identity {
    std::shared_ptr<EVP_PKEY> key;
    std::shared_ptr<X509> certificate;
};

/// An authority that exists for one test and signs what it is asked to.
class TestAuthority {
public:
    explicit TestAuthority(const std::string& name);

    /// @param altNames in OpenSSL's words: "DNS:localhost,IP:127.0.0.1"
    /// @param days how long it is valid, counted from yesterday; 0: it has expired
    Identity issue(const std::string& altNames, int days = 2) const;

    void writeTo(const std::filesystem::path& pemFile) const;

private:
    Identity self_;
};

} // namespace readystage::tests
