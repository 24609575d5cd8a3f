#pragma once

#include <memory>
#include <optional>
#include <string>

#include "manager/edge/http/HttpFront.h"

struct ssl_st;
struct ssl_ctx_st;

/// OpenSSL's objects with an owner. TLS 1.2 or newer, forward secret ciphers, no compression, no renegotiation.
namespace readystage::http {

using SslContext =
    std::shared_ptr<ssl_ctx_st>; ///< shared: by its listener and the sessions made while it was the current one

struct FreeSsl {
    void operator()(ssl_st* ssl) const noexcept;
};

using SslSession = std::unique_ptr<ssl_st, FreeSsl>;

/// Throws std::runtime_error naming the file and what OpenSSL says about it.
SslContext serverContext(const TlsFiles& files);

/// Trusts the authorities in `caFile`, or the system's. Throws like serverContext().
SslContext clientContext(const std::optional<std::string>& caFile);

SslSession serverSession(const SslContext& context);

/// A session that accepts only a certificate made for `host` (a name or an address) and, for a name, asks for it by
/// SNI.
SslSession clientSession(const SslContext& context, const std::string& host);

/// What the client of a server's session showed; empty when it showed none. A certificate that does not verify does
/// not end the handshake: its client is told why it is refused.
std::shared_ptr<const ClientCertificate> clientCertificate(const SslSession& session);

/// The DNS names a certificate file is made for. Throws like serverContext().
std::vector<std::string> dnsNames(const std::string& certificateFile);

/// OpenSSL's words for the first error of this thread, and forgets all of them; empty when there is none.
std::string takeSslError();

} // namespace readystage::http
