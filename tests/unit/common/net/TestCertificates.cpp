#include "tests/unit/common/net/TestCertificates.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <stdexcept>

namespace readystage::tests {

namespace {

constexpr long kDay = 24L * 3600;

void check(bool worked, const char* what)
{
    if (!worked)
        throw std::runtime_error(std::string("test certificate: ") + what);
}

void addExtension(X509& certificate, X509& issuer, int nid, const std::string& value)
{
    X509V3_CTX context{};
    X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()), &X509_EXTENSION_free);
    check(extension != nullptr && X509_add_ext(&certificate, extension.get(), -1) == 1, value.c_str());
}

std::shared_ptr<X509> unsignedCertificate(EVP_PKEY& key, const std::string& name, int days)
{
    static long serial = 1;
    std::shared_ptr<X509> certificate(X509_new(), &X509_free);
    check(certificate != nullptr, "X509_new");
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -2 * kDay);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), (days - 1) * kDay);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL's bytes are unsigned
    const auto* const text = reinterpret_cast<const unsigned char*>(name.c_str());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8, text, -1, -1, 0);
    X509_set_pubkey(certificate.get(), &key);
    return certificate;
}

Identity newIdentity(const std::string& name, int days)
{
    std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    check(key != nullptr, "EVP_EC_gen");
    auto certificate = unsignedCertificate(*key, name, days);
    return {std::move(key), std::move(certificate)};
}

} // namespace

TestAuthority::TestAuthority(const std::string& name) : self_(newIdentity(name, 2))
{
    X509& own = *self_.certificate;
    X509_set_issuer_name(&own, X509_get_subject_name(&own));
    addExtension(own, own, NID_basic_constraints, "critical,CA:TRUE");
    check(X509_sign(&own, self_.key.get(), EVP_sha256()) > 0, "X509_sign");
}

Identity TestAuthority::issue(const std::string& altNames, int days) const
{
    Identity issued = newIdentity("server", days);
    X509_set_issuer_name(issued.certificate.get(), X509_get_subject_name(self_.certificate.get()));
    addExtension(*issued.certificate, *self_.certificate, NID_subject_alt_name, altNames);
    check(X509_sign(issued.certificate.get(), self_.key.get(), EVP_sha256()) > 0, "X509_sign");
    return issued;
}

void TestAuthority::writeTo(const std::filesystem::path& pemFile) const
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(pemFile.c_str(), "w"), &std::fclose);
    check(file != nullptr && PEM_write_X509(file.get(), self_.certificate.get()) == 1, "writing");
}

} // namespace readystage::tests
