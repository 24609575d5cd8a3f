#include "common/net/Connection.h"

#include "common/net/Tls.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>

#include <system_error>

#include <sys/socket.h>

namespace readystage {

namespace {

using Poco::Net::SecureStreamSocket;
using Poco::Net::Socket;

void poll(const Socket& socket, int mode, Deadline deadline)
{
    using std::chrono::microseconds;
    const auto left = std::chrono::duration_cast<microseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0 || !socket.poll(Poco::Timespan(left.count()), mode))
        throw Poco::TimeoutException("no answer in time");
}

std::string withoutFinalDot(const std::string& host)
{
    return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

} // namespace

Connection::Connection(const Poco::Net::SocketAddress& address, const std::optional<IpAddress>& source,
                       Deadline deadline)
    : socket_(address.family()),
      buffer_(std::size_t{16} * 1024, '\0')
{
    if (source)
        socket_.impl()->bind(Poco::Net::SocketAddress(source->str(), 0));
    socket_.connectNB(address);
    poll(socket_, Socket::SELECT_WRITE, deadline);
    if (const int error = socket_.impl()->socketError())
        throw Poco::Net::NetException(std::generic_category().message(error));
    socket_.setNoDelay(true);
}

void Connection::secure(const Poco::Net::Context::Ptr& context, const std::string& host, Deadline deadline)
{
    const std::string name = withoutFinalDot(host);
    const bool isAddress = IpAddress::parse(name).has_value();
    // The name given here becomes the SNI, which may not be an address (RFC 6066, 3).
    tls_ = SecureStreamSocket::attach(socket_, isAddress ? "" : name, context);
    (void)takeVerificationTrouble();
    try {
        for (int result = tls_->completeHandshake(); result != 1; result = tls_->completeHandshake())
            waitFor(result, Socket::SELECT_READ, deadline);
    } catch (const Poco::Net::SSLException& e) {
        const std::string trouble = takeVerificationTrouble();
        throw Poco::IOException(e.message() + (trouble.empty() ? "" : ": " + trouble));
    }
    tls_->verifyPeerCertificate(name); // Poco does it by itself on blocking sockets only
}

void Connection::send(std::string_view bytes, Deadline deadline)
{
    sentAnything_ = true;
    prepare(bytes, deadline);
}

void Connection::prepare(std::string_view bytes, Deadline deadline)
{
    while (!bytes.empty()) {
        const int size = static_cast<int>(bytes.size());
        const int sent = tls_ ? tls_->sendBytes(bytes.data(), size) // SIGPIPE: see Signals
                              : socket_.sendBytes(bytes.data(), size, MSG_NOSIGNAL);
        if (sent > 0)
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        else
            waitFor(sent, Socket::SELECT_WRITE, deadline);
    }
}

std::string_view Connection::receive(Deadline deadline)
{
    const int size = static_cast<int>(buffer_.size());
    while (true) {
        const int got = tls_ ? tls_->receiveBytes(buffer_.data(), size) : socket_.receiveBytes(buffer_.data(), size);
        if (got >= 0)
            return std::string_view(buffer_).substr(0, static_cast<std::size_t>(got));
        waitFor(got, Socket::SELECT_READ, deadline);
    }
}

/// Waits for what the last operation could not go on without; TLS may have to read in order to write.
void Connection::waitFor(int pocoResult, int fallbackMode, Deadline deadline)
{
    int mode = fallbackMode;
    if (tls_ && pocoResult == SecureStreamSocket::ERR_SSL_WANT_READ)
        mode = Socket::SELECT_READ;
    else if (tls_ && pocoResult == SecureStreamSocket::ERR_SSL_WANT_WRITE)
        mode = Socket::SELECT_WRITE;
    else if (pocoResult == 0)
        throw Poco::Net::ConnectionResetException("closed by the peer");
    poll(socket_, mode, deadline);
}

} // namespace readystage
