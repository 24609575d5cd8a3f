#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <openssl/ssl.h>

#include "tests/unit/common/net/TestCertificates.h"

namespace readystage::tests {

/// One client as the server's script sees it. Nothing throws; a client that is gone makes calls return at once.
class Peer {
public:
    Peer(int fd, SSL_CTX* tls);
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    ~Peer();

    /// Reads head and body of a request, as far as they come.
    std::string readRequest();

    /// False once the client is gone.
    bool send(std::string_view bytes);

    /// Returns when the client has closed. This is how a server stalls: without a clock.
    void waitForClose();

    /// One byte after the other with a pause between, until all is sent or the client is gone.
    void drip(std::string_view bytes);

    /// Says goodbye as TLS wants it.
    void closeNotify();

    std::string address() const;

    std::string serverName() const { return serverName_; } ///< SNI; empty when the client sent none

private:
    int receive(char* buffer, int size);

    int fd_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, &SSL_free};
    bool isUp_ = true;
    std::string serverName_;
};

/// Listens on loopback and runs a script for each client, one after the other, in a thread of its own. Ends with the
/// test, also in the middle of a script.
class TestServer {
public:
    using Script = std::function<void(Peer&)>;

    struct TlsSettings {
        Identity identity;
        int maxVersion = 0; ///< 0: no limit; else TLS1_1_VERSION and the like
    };

    explicit TestServer(Script script, const std::optional<TlsSettings>& tls = std::nullopt,
                        const std::string& address = "127.0.0.1", std::uint16_t port = 0);
    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;
    ~TestServer();

    std::uint16_t port() const noexcept { return port_; }

    int connections() const noexcept { return connections_; }

private:
    void serve();
    void serveOne(int fd);

    Script script_;
    std::shared_ptr<SSL_CTX> tls_;
    int listening_;
    std::uint16_t port_ = 0;
    std::atomic<int> connections_ = 0;
    std::atomic<int> open_ = -1; ///< the present client's socket
    std::atomic<bool> stopping_ = false;
    std::jthread thread_;
};

/// A loopback port nobody listens on.
std::uint16_t unusedPort();

/// A port that takes no connection and refuses none: its queue is full.
class DeafPort {
public:
    DeafPort();
    DeafPort(const DeafPort&) = delete;
    DeafPort& operator=(const DeafPort&) = delete;
    ~DeafPort();

    std::uint16_t port() const noexcept { return port_; }

private:
    int listening_;
    std::uint16_t port_ = 0;
    std::vector<int> fillers_;
};

} // namespace readystage::tests
