#include "common/net/Tls.h"

#include <Poco/AutoPtr.h>
#include <Poco/Exception.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace readystage {

namespace {

using Poco::Net::Context;

std::string& trouble()
{
    thread_local std::string words;
    return words;
}

int noteTrouble(int isGood, X509_STORE_CTX* store)
{
    if (isGood == 1)
        return isGood;
    const int error = X509_STORE_CTX_get_error(store);
    trouble() = X509_verify_cert_error_string(error);
    if (error == X509_V_ERR_CERT_NOT_YET_VALID || error == X509_V_ERR_CERT_HAS_EXPIRED)
        trouble() += " (or our clock is wrong)";
    return isGood;
}

/// A key that needs a password is of no use to us: nobody is there to be asked.
int noPassword(char*, int, int, void*)
{
    return 0;
}

[[noreturn]] void cannotUse(const std::string& file)
{
    const char* const reason = ERR_reason_error_string(ERR_get_error());
    ERR_clear_error();
    throw std::runtime_error("cannot use " + file + ": " + (reason != nullptr ? reason : "unreadable"));
}

void useIdentity(SSL_CTX* context, const TlsIdentity& identity)
{
    ERR_clear_error();
    SSL_CTX_set_default_passwd_cb(context, &noPassword);
    if (SSL_CTX_use_certificate_chain_file(context, identity.certificateFile.c_str()) != 1)
        cannotUse(identity.certificateFile);
    if (SSL_CTX_use_PrivateKey_file(context, identity.keyFile.c_str(), SSL_FILETYPE_PEM) != 1)
        cannotUse(identity.keyFile);
}

/// Where the distributions keep the system's authorities (EL, EL's extracted bundle, Debian, SUSE). OpenSSL's built-in
/// path is that of the machine it was built on, which for a static agent is not this one.
std::string systemAuthorities()
{
    constexpr std::array kBundles{"/etc/pki/tls/certs/ca-bundle.crt",
                                  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
                                  "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/ca-bundle.pem"};
    if (std::getenv("SSL_CERT_FILE") != nullptr) // NOLINT(concurrency-mt-unsafe): nobody calls setenv
        return "";
    for (const auto* const bundle : kBundles)
        if (std::error_code ignored; std::filesystem::exists(bundle, ignored))
            return bundle;
    return "";
}

} // namespace

std::string takeVerificationTrouble()
{
    return std::exchange(trouble(), {});
}

Context::Ptr clientContext(const TlsTrust& trust)
{
    Context::Params parameters;
    parameters.verificationMode = Context::VERIFY_STRICT; // anything less skips the name check for loopback names
    parameters.caLocation = trust.caFile ? *trust.caFile : systemAuthorities();
    parameters.loadDefaultCAs = parameters.caLocation.empty();
    parameters.cipherList = "HIGH:!aNULL:!eNULL:!MD5:!RC4:!3DES";
    parameters.ecdhCurve = "X25519:P-256:P-384:P-521";
    try {
        Context::Ptr context = Poco::makeAuto<Context>(Context::TLS_CLIENT_USE, parameters);
        context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
        // Poco's own callback asks on the console what to do.
        SSL_CTX_set_verify(context->sslContext(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, &noteTrouble);
        if (trust.identity)
            useIdentity(context->sslContext(), *trust.identity);
        return context;
    } catch (const Poco::Exception& e) {
        throw std::runtime_error("cannot use the authorities in " + parameters.caLocation + ": " + e.displayText());
    }
}

} // namespace readystage
