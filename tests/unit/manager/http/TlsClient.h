#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

#include "tests/unit/manager/http/RawSocket.h"

namespace readystage::http::test {

/// A TLS client on a RawSocket that trusts one authority.
class TlsClient {
public:
    struct Offer {
        int lowest = TLS1_2_VERSION;
        int highest = TLS1_3_VERSION;
        std::string ciphers = {};
    };

    /// Throws when the handshake fails.
    TlsClient(std::uint16_t port, const std::string& caFile) : TlsClient(port, caFile, Offer()) {}

    TlsClient(std::uint16_t port, const std::string& caFile, const Offer& offer) : socket_(RawSocket::connectedTo(port))
    {
        SSL_CTX_set_security_level(context_.get(), 0); // else OpenSSL itself would not offer what is obsolete
        SSL_CTX_set_min_proto_version(context_.get(), offer.lowest);
        SSL_CTX_set_max_proto_version(context_.get(), offer.highest);
        if (!offer.ciphers.empty())
            SSL_CTX_set_cipher_list(context_.get(), offer.ciphers.c_str());
        SSL_CTX_load_verify_locations(context_.get(), caFile.c_str(), nullptr);
        SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl_.get(), socket_.fd());
        if (SSL_connect(ssl_.get()) != 1)
            throw std::runtime_error("the TLS handshake failed");
    }

    void send(std::string_view bytes) { SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())); }

    /// Until the server says goodbye or leaves without.
    std::string readToEnd()
    {
        std::string all;
        char bytes[16384];
        int count = 0;
        while ((count = SSL_read(ssl_.get(), bytes, sizeof bytes)) > 0)
            all.append(bytes, static_cast<std::size_t>(count));
        sawGoodbye_ = SSL_get_error(ssl_.get(), count) == SSL_ERROR_ZERO_RETURN;
        return all;
    }

    bool sawGoodbye() const { return sawGoodbye_; }

    std::string serverName() const
    {
        const std::unique_ptr<X509, decltype(&X509_free)> peer(SSL_get1_peer_certificate(ssl_.get()), X509_free);
        char name[256] = {};
        X509_NAME_get_text_by_NID(X509_get_subject_name(peer.get()), NID_commonName, name, sizeof name);
        return name;
    }

    /// Whether the server gave what a later connection could resume; known once an answer was read.
    bool isResumable() const { return SSL_SESSION_is_resumable(SSL_get_session(ssl_.get())) == 1; }

    RawSocket& socket() { return socket_; }

private:
    RawSocket socket_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
    bool sawGoodbye_ = false;
};

} // namespace readystage::http::test
