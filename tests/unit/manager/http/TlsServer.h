#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

#include "manager/edge/http/HttpFront.h"
#include "tests/unit/manager/http/RawSocket.h"

namespace readystage::http::test {

/// The server's side of TLS on a connection that was accepted. Not thread-safe.
class TlsServer {
public:
    TlsServer(RawSocket connection, const TlsFiles& files) : socket_(std::move(connection))
    {
        SSL_CTX_use_certificate_chain_file(context_.get(), files.certificate.c_str());
        SSL_CTX_use_PrivateKey_file(context_.get(), files.privateKey.c_str(), SSL_FILETYPE_PEM);
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl_.get(), socket_.fd());
    }

    /// False when the client does not like what it sees.
    bool handshake() { return SSL_accept(ssl_.get()) == 1; }

    /// The name that the client asked for by SNI.
    std::string nameAskedFor() const
    {
        const char* name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
        return name ? name : "";
    }

    /// Up to and including `end`.
    std::string readUntil(std::string_view end)
    {
        std::string all;
        char byte = 0;
        while (!all.ends_with(end) && SSL_read(ssl_.get(), &byte, 1) == 1)
            all += byte;
        return all;
    }

    void send(std::string_view bytes) { SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())); }

    void sayGoodbye() { SSL_shutdown(ssl_.get()); }

    /// The connection ends, as when a cable is cut: without goodbye, if nobody said it.
    void close() { socket_.close(); }

private:
    RawSocket socket_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
};

} // namespace readystage::http::test
