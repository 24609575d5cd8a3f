#include "manager/edge/http/Tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

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
    // Tickets resume sessions without a memory of them here.
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_default_passwd_cb(context.get(), noPassphrase);
    SSL_CTX_set_options(context.get(), SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1)
        fail("cannot use certificate " + files.certificate);
    if (SSL_CTX_use_PrivateKey_file(context.get(), files.privateKey.c_str(), SSL_FILETYPE_PEM) != 1)
        fail("cannot use private key " + files.privateKey);
    if (SSL_CTX_check_private_key(context.get()) != 1)
        fail("private key " + files.privateKey + " does not belong to certificate " + files.certificate);
    return context;
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
