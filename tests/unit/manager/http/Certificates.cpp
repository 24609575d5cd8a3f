#include "tests/unit/manager/http/Certificates.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace readystage::http::test {

namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File openFor(const std::filesystem::path& path)
{
    File file(std::fopen(path.c_str(), "w"), std::fclose);
    if (!file)
        throw std::runtime_error("cannot write " + path.string());
    return file;
}

void addExtension(X509* certificate, int nid, const char* value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

X509* newCertificate(EVP_PKEY* key, const std::string& name, long serial)
{
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 24L * 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    return certificate;
}

} // namespace

Authority::Authority(const std::string& name)
    : key_(EVP_EC_gen("P-256"), EVP_PKEY_free),
      certificate_(newCertificate(key_.get(), name, 1), X509_free)
{
    std::string where = (std::filesystem::temp_directory_path() / "readystage-http-XXXXXX").string();
    if (!::mkdtemp(where.data()))
        throw std::runtime_error("cannot make " + where);
    folder_ = where;
    X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
    addExtension(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(certificate_.get(), key_.get(), EVP_sha256());
    PEM_write_X509(openFor(caFile()).get(), certificate_.get());
}

Authority::~Authority()
{
    std::filesystem::remove_all(folder_);
}

std::string Authority::revocationFile() const
{
    using Times = std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)>;
    const std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> list(X509_CRL_new(), X509_CRL_free);
    const Times now(X509_gmtime_adj(nullptr, 0), ASN1_TIME_free);
    const Times tomorrow(X509_gmtime_adj(nullptr, 24L * 3600), ASN1_TIME_free);
    X509_CRL_set_version(list.get(), 1);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(certificate_.get()));
    X509_CRL_set1_lastUpdate(list.get(), now.get());
    X509_CRL_set1_nextUpdate(list.get(), tomorrow.get());
    X509_CRL_sign(list.get(), key_.get(), EVP_sha256());
    const std::string file = (folder_ / "crl.pem").string();
    PEM_write_X509_CRL(openFor(file).get(), list.get());
    return file;
}

TlsFiles Authority::issue(const std::string& file, const std::string& san, const std::string& commonName) const
{
    static long serial = 1;
    const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const Certificate certificate(newCertificate(key.get(), commonName, ++serial), X509_free);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
    addExtension(certificate.get(), NID_subject_alt_name, san.c_str());
    X509_sign(certificate.get(), key_.get(), EVP_sha256());
    const TlsFiles files{(folder_ / (file + ".pem")).string(), (folder_ / (file + ".key")).string()};
    PEM_write_X509(openFor(files.certificate).get(), certificate.get());
    PEM_write_PrivateKey(openFor(files.privateKey).get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return files;
}

} // namespace readystage::http::test
