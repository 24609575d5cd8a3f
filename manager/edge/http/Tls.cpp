#include "manager/edge/http/Tls.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>

namespace readystage::http {

namespace {

[[noreturn]] void fail(const std::string& what)
{
    throw std::runtime_error(what + ": " + takeSslError());
}

/// OpenSSL would ask on the terminal; a key with a passphrase is an error for a service.
int noPassphrase(char*, int, int, void*)
{
    return -1;
}

SslContext newContext(const SSL_METHOD* method)
{
    SslContext context(SSL_CTX_new(method), SSL_CTX_free);
    if (!context)
        throw std::bad_alloc();
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_cipher_list(context.get(), "ECDHE+AESGCM:ECDHE+CHACHA20");
    // Buffers are given back while a connection waits: 34 KiB each would be most of what a long poll costs.
    SSL_CTX_set_mode(context.get(),
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return context;
}

/// What did not verify is told with the request, not by a broken handshake.
int carryOn(int, X509_STORE_CTX*)
{
    return 1;
}

void addRevocations(ssl_ctx_st* context, const std::string& file)
{
    X509_STORE* const store = SSL_CTX_get_cert_store(context);
    X509_LOOKUP* const lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
    if (lookup == nullptr || X509_load_crl_file(lookup, file.c_str(), X509_FILETYPE_PEM) < 1)
        fail("cannot use revocation lists " + file);
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
}

void askClients(ssl_ctx_st* context, const TlsFiles& files)
{
    const char* const authorities = files.clientAuthorities->c_str();
    if (SSL_CTX_load_verify_locations(context, authorities, nullptr) != 1)
        fail("cannot use client authorities " + *files.clientAuthorities);
    SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(authorities));
    if (files.clientRevocations)
        addRevocations(context, *files.clientRevocations);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, carryOn);
}

struct FreeX509 {
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};

std::string commonNameOf(const X509* certificate)
{
    X509_NAME* const subject = X509_get_subject_name(certificate);
    const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    unsigned char* utf8 = nullptr;
    const int length =
        at < 0 ? -1 : ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    if (length < 0)
        return {};
    std::string name(utf8, utf8 + length);
    OPENSSL_free(utf8);
    return name;
}

std::string serialOf(const X509* certificate)
{
    BIGNUM* const number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr);
    char* const digits = BN_bn2hex(number);
    std::string serial = digits == nullptr ? "" : digits;
    OPENSSL_free(digits);
    BN_free(number);
    serial.erase(0, std::min(serial.find_first_not_of('0'), serial.size()));
    return serial;
}

/// Puppet writes its extensions as a DER string inside the octets: tag, length, text.
std::optional<std::string> textOf(const ASN1_OCTET_STRING* octets)
{
    const unsigned char* bytes = ASN1_STRING_get0_data(octets);
    const std::unique_ptr<ASN1_TYPE, void (*)(ASN1_TYPE*)> inner(
        d2i_ASN1_TYPE(nullptr, &bytes, ASN1_STRING_length(octets)), ASN1_TYPE_free);
    ERR_clear_error();
    if (!inner ||
        (inner->type != V_ASN1_UTF8STRING && inner->type != V_ASN1_PRINTABLESTRING && inner->type != V_ASN1_IA5STRING))
        return std::nullopt;
    const ASN1_STRING* const text = inner->value.asn1_string;
    const unsigned char* const begin = ASN1_STRING_get0_data(text);
    return std::string(begin, begin + ASN1_STRING_length(text));
}

std::vector<std::pair<std::string, std::string>> extensionsOf(const X509* certificate)
{
    std::vector<std::pair<std::string, std::string>> extensions;
    for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
        X509_EXTENSION* const extension = X509_get_ext(certificate, i);
        std::array<char, 128> id{};
        OBJ_obj2txt(id.data(), id.size(), X509_EXTENSION_get_object(extension), 1);
        if (auto text = textOf(X509_EXTENSION_get_data(extension)))
            extensions.emplace_back(id.data(), *std::move(text));
    }
    return extensions;
}

bool isAddress(const std::string& host)
{
    return host.find(':') != std::string::npos || host.find_first_not_of("0123456789.") == std::string::npos;
}

} // namespace

void FreeSsl::operator()(ssl_st* ssl) const noexcept
{
    SSL_free(ssl);
}

std::string takeSslError()
{
    const auto code = ERR_get_error();
    ERR_clear_error();
    if (code == 0)
        return {};
    const char* reason = ERR_reason_error_string(code);
    if (reason)
        return reason;
    std::array<char, 256> text{};
    ERR_error_string_n(code, text.data(), text.size());
    return text.data();
}

SslContext serverContext(const TlsFiles& files)
{
    ERR_clear_error();
    auto context = newContext(TLS_server_method());
    // A resumed session would carry a certificate past the revocation list, and nobody who calls often reconnects.
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context.get(), 0);
    SSL_CTX_set_default_passwd_cb(context.get(), noPassphrase);
    SSL_CTX_set_options(context.get(), SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1)
        fail("cannot use certificate " + files.certificate);
    if (SSL_CTX_use_PrivateKey_file(context.get(), files.privateKey.c_str(), SSL_FILETYPE_PEM) != 1)
        fail("cannot use private key " + files.privateKey);
    if (SSL_CTX_check_private_key(context.get()) != 1)
        fail("private key " + files.privateKey + " does not belong to certificate " + files.certificate);
    if (files.clientAuthorities)
        askClients(context.get(), files);
    return context;
}

std::shared_ptr<const ClientCertificate> clientCertificate(const SslSession& session)
{
    const std::unique_ptr<X509, FreeX509> shown(SSL_get1_peer_certificate(session.get()));
    if (!shown)
        return nullptr;
    auto certificate = std::make_shared<ClientCertificate>();
    if (const long verified = SSL_get_verify_result(session.get()); verified != X509_V_OK)
        certificate->trouble = X509_verify_cert_error_string(verified);
    certificate->commonName = commonNameOf(shown.get());
    certificate->serial = serialOf(shown.get());
    certificate->extensions = extensionsOf(shown.get());
    return certificate;
}

std::vector<std::string> dnsNames(const std::string& certificateFile)
{
    ERR_clear_error();
    const std::unique_ptr<BIO, int (*)(BIO*)> file(BIO_new_file(certificateFile.c_str(), "r"), BIO_free);
    const std::unique_ptr<X509, FreeX509> certificate(file ? PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr)
                                                           : nullptr);
    if (!certificate)
        fail("cannot use certificate " + certificateFile);
    std::vector<std::string> names;
    const std::unique_ptr<GENERAL_NAMES, void (*)(GENERAL_NAMES*)> all(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)),
        GENERAL_NAMES_free);
    for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i)
        if (const auto* name = sk_GENERAL_NAME_value(all.get(), i); name->type == GEN_DNS)
            names.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                               static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
    return names;
}

SslContext clientContext(const std::optional<std::string>& caFile)
{
    ERR_clear_error();
    auto context = newContext(TLS_client_method());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    const bool loaded = caFile ? SSL_CTX_load_verify_locations(context.get(), caFile->c_str(), nullptr) == 1
                               : SSL_CTX_set_default_verify_paths(context.get()) == 1;
    if (!loaded)
        fail("cannot use certificate authorities " + caFile.value_or("of the system"));
    return context;
}

SslSession serverSession(const SslContext& context)
{
    SslSession session(SSL_new(context.get()));
    if (!session)
        throw std::bad_alloc();
    SSL_set_accept_state(session.get());
    return session;
}

SslSession clientSession(const SslContext& context, const std::string& host)
{
    SslSession session(SSL_new(context.get()));
    if (!session)
        throw std::bad_alloc();
    SSL_set_connect_state(session.get());
    if (isAddress(host)) {
        if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session.get()), host.c_str()) != 1)
            fail("not an address: " + host);
        return session;
    }
    SSL_set_hostflags(session.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // What the macro SSL_set_tlsext_host_name() does, without its old-style cast.
    std::string name = host;
    const auto asked = SSL_ctrl(session.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    if (SSL_set1_host(session.get(), host.c_str()) != 1 || asked != 1)
        fail("not a host name: " + host);
    return session;
}

} // namespace readystage::http
