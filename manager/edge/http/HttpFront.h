#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "manager/edge/http/Http.h"

namespace readystage::http {

struct TlsFiles {
    std::string certificate; ///< PEM, the server's certificate first, then its chain
    std::string privateKey;  ///< PEM
    /// PEM, authorities whose clients are asked for a certificate; none is needed. What it says comes with the request.
    std::optional<std::string> clientAuthorities{};
    std::optional<std::string> clientRevocations{}; ///< PEM, revocation lists of all of them; checked when given
};

struct Listener {
    std::string address;    ///< an IP address
    std::uint16_t port = 0; ///< 0: any free one; listen() says which
    std::optional<TlsFiles> tls;
    std::size_t maxHeadBytes = std::size_t{16} * 1024;
    std::size_t maxBodyBytes = std::size_t{1024} * 1024;
    std::chrono::milliseconds requestTimeout{
        10'000}; ///< for the handshake, and again from the first byte of a request to its last
    std::chrono::milliseconds idleTimeout{30'000}; ///< between two requests of one connection
    std::size_t maxConnections = 10'000;
    std::vector<IpAddress> proxyProtocolFrom{}; ///< whose connections must begin with a PROXY header (version 1 or 2)
    std::size_t maxPerAddress = 10'000;         ///< of them; who has no more addresses cannot shut others out
    /// The answer to what never reaches the handler: a head or body that is too long or no HTTP.
    std::function<Response(int status, std::string_view why)> refusal = problem;
};

/// The listeners of a program: the one place that knows Beast. A few threads serve any number of connections; a request
/// that waits for its answer holds no thread. TLS 1.2 or newer.
class HttpFront {
public:
    explicit HttpFront(unsigned threads);
    ~HttpFront(); ///< stop() with no grace, if it was not called
    HttpFront(const HttpFront&) = delete;
    HttpFront& operator=(const HttpFront&) = delete;

    /// Binds and listens; requests are served once start() was called. `handler` must outlive the front. Returns the
    /// port. Throws std::runtime_error naming address, port or file.
    std::uint16_t listen(const Listener& listener, Handler& handler);

    void start();

    /// Reads certificates and keys again; throws and keeps the old ones when one cannot be used. Open connections stay.
    void reloadTls();

    /// Stops accepting, waits until no request is open or `grace` has passed, closes all connections, joins the
    /// threads. A request is open from the end of its head to the end of its answer. Not from a handler. A Respond
    /// called later does nothing.
    void stop(std::chrono::milliseconds grace);

    struct Counts {
        std::size_t connections; ///< open now
        std::size_t refused;     ///< closed at once since the start, because there were too many
        std::size_t handshakes;  ///< TLS, since the start
        std::size_t failedHandshakes;
    };

    Counts counts() const; ///< any thread

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace readystage::http
