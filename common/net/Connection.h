#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include "common/domain/IpAddress.h"

namespace readystage {

using Deadline = std::chrono::steady_clock::time_point;

/// One TCP or TLS connection whose every step ends at its deadline. The socket does not block: that way one poll() with
/// the time left bounds connect, handshake, each read and each write, which Poco's time-outs per system call do not.
/// Every function throws Poco::Exception; Poco::TimeoutException at the deadline.
class Connection {
public:
    /// Connects, from `source` when there is one.
    Connection(const Poco::Net::SocketAddress& address, const std::optional<IpAddress>& source, Deadline deadline);

    /// TLS handshake, and the check that the certificate is for `host`.
    void secure(const Poco::Net::Context::Ptr& context, const std::string& host, Deadline deadline);

    void send(std::string_view bytes, Deadline deadline);

    /// The same for words that come before the request, to a proxy for instance: they do not count as sent.
    void prepare(std::string_view bytes, Deadline deadline);

    /// Whether send() may have handed something to the system.
    bool sentAnything() const noexcept { return sentAnything_; }

    /// Waits for bytes, valid until the next call; empty when the peer has closed. A TLS peer that closes without a
    /// close_notify is an exception: somebody may have cut the connection.
    std::string_view receive(Deadline deadline);

private:
    void waitFor(int pocoResult, int fallbackMode, Deadline deadline);

    Poco::Net::StreamSocket socket_;
    std::optional<Poco::Net::SecureStreamSocket> tls_;
    std::string buffer_;
    bool sentAnything_ = false;
};

} // namespace readystage
