#pragma once

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace readystage::http::test {

inline std::system_error lastError(const char* what)
{
    return {errno, std::generic_category(), what};
}

inline sockaddr_in loopback(std::uint16_t port, const char* address = "127.0.0.1")
{
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    inet_pton(AF_INET, address, &where.sin_addr);
    return where;
}

/// A connected socket that sends and reads bytes as they are. Reading gives up after ten seconds, by an exception.
class RawSocket {
public:
    explicit RawSocket(int fd) : fd_(fd) { giveUpAfter(10); }

    RawSocket(RawSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)), inbox_(std::move(other.inbox_)) {}

    RawSocket(const RawSocket&) = delete;
    RawSocket& operator=(const RawSocket&) = delete;
    RawSocket& operator=(RawSocket&&) = delete;

    ~RawSocket() { close(); }

    static RawSocket connectedTo(std::uint16_t port)
    {
        RawSocket client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        client.connect(port);
        return client;
    }

    /// Connections made later come from this address of the loopback.
    void bindTo(const char* address) const
    {
        auto where = loopback(0);
        ::inet_pton(AF_INET, address, &where.sin_addr);
        if (::bind(fd_, reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0)
            throw lastError("bind");
    }

    void connect(std::uint16_t port) const
    {
        const auto where = loopback(port);
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0)
            throw lastError("connect");
    }

    /// False when the peer does not take the bytes any more.
    bool send(std::string_view bytes) const
    {
        while (!bytes.empty()) {
            const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    /// Up to and including `end`; what came when the connection ended before it.
    std::string readUntil(std::string_view end)
    {
        std::size_t found = 0;
        while ((found = inbox_.find(end)) == std::string::npos)
            if (!more())
                return std::exchange(inbox_, {});
        return take(found + end.size());
    }

    std::string readBytes(std::size_t count)
    {
        while (inbox_.size() < count && more()) {
        }
        return take(std::min(count, inbox_.size()));
    }

    /// Everything until the peer ends the connection, cleanly or not.
    std::string readToEnd()
    {
        while (more()) {
        }
        return std::exchange(inbox_, {});
    }

    /// One answer, head and body as Content-Length says.
    std::string readAnswer()
    {
        std::string head = readUntil("\r\n\r\n");
        const auto at = head.find("Content-Length: ");
        return at == std::string::npos ? head : head + readBytes(std::stoul(head.substr(at + 16)));
    }

    void finishSending() const { ::shutdown(fd_, SHUT_WR); }

    /// Makes close() reset the connection.
    void resetOnClose() const
    {
        const linger how{1, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &how, sizeof how);
    }

    void close()
    {
        if (fd_ >= 0)
            ::close(std::exchange(fd_, -1));
    }

    int fd() const { return fd_; }

    void giveUpAfter(int seconds) const
    {
        const timeval time{seconds, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    }

private:
    std::string take(std::size_t count)
    {
        std::string taken = inbox_.substr(0, count);
        inbox_.erase(0, count);
        return taken;
    }

    bool more()
    {
        char bytes[16384];
        const auto count = ::recv(fd_, bytes, sizeof bytes, 0);
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            throw std::runtime_error("nothing came for ten seconds after: " + inbox_);
        if (count > 0)
            inbox_.append(bytes, static_cast<std::size_t>(count));
        return count > 0;
    }

    int fd_;
    std::string inbox_;
};

/// A port of its own on 127.0.0.1 that accepts when told.
class RawServer {
public:
    RawServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        auto where = loopback(0);
        socklen_t length = sizeof where;
        if (::bind(socket_.fd(), reinterpret_cast<const sockaddr*>(&where), length) != 0 ||
            ::listen(socket_.fd(), 16) != 0 ||
            ::getsockname(socket_.fd(), reinterpret_cast<sockaddr*>(&where), &length) != 0)
            throw lastError("listen");
        port_ = ntohs(where.sin_port);
    }

    std::uint16_t port() const { return port_; }

    /// The next connection; an exception when none comes in ten seconds.
    RawSocket accept() const
    {
        const int fd = ::accept4(socket_.fd(), nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0)
            throw lastError("accept");
        return RawSocket(fd);
    }

    void close() { socket_.close(); }

private:
    RawSocket socket_;
    std::uint16_t port_ = 0;
};

} // namespace readystage::http::test
