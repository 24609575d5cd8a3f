#include "tests/unit/common/net/TestServer.h"

#include <array>
#include <cstdlib>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace readystage::tests {

namespace {

void check(bool worked, const char* what)
{
    if (!worked)
        throw std::runtime_error(std::string("test server: ") + what);
}

sockaddr* generic(sockaddr_in& address)
{
    return reinterpret_cast<sockaddr*>(&address); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast): sockets API
}

sockaddr_in loopback(const std::string& address, std::uint16_t port)
{
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_port = htons(port);
    check(::inet_pton(AF_INET, address.c_str(), &result.sin_addr) == 1, "address");
    return result;
}

int listenOn(const std::string& address, std::uint16_t port, int backlog)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in where = loopback(address, port);
    check(fd >= 0 && ::bind(fd, generic(where), sizeof where) == 0 && ::listen(fd, backlog) == 0, "listen");
    return fd;
}

std::uint16_t portOf(int fd)
{
    sockaddr_in where{};
    socklen_t length = sizeof where;
    check(::getsockname(fd, generic(where), &length) == 0, "getsockname");
    return ntohs(where.sin_port);
}

std::shared_ptr<SSL_CTX> serverContext(const TestServer::TlsSettings& settings)
{
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    SSL_CTX_set_security_level(context.get(), 0); // old versions are offered on purpose
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), settings.maxVersion);
    check(SSL_CTX_use_certificate(context.get(), settings.identity.certificate.get()) == 1, "certificate");
    check(SSL_CTX_use_PrivateKey(context.get(), settings.identity.key.get()) == 1, "key");
    return context;
}

bool isWhole(const std::string& request)
{
    const auto head = request.find("\r\n\r\n");
    if (head == std::string::npos)
        return false;
    const auto length = request.find("Content-Length: ");
    const std::size_t body = length < head ? std::strtoul(request.c_str() + length + 16, nullptr, 10) : 0;
    return request.size() >= head + 4 + body;
}

} // namespace

Peer::Peer(int fd, SSL_CTX* tls) : fd_(fd)
{
    if (tls == nullptr)
        return;
    ssl_.reset(SSL_new(tls));
    SSL_set_fd(ssl_.get(), fd_);
    isUp_ = SSL_accept(ssl_.get()) == 1;
    const char* const name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
    serverName_ = name == nullptr ? "" : name;
}

Peer::~Peer()
{
    ssl_.reset();
    ::close(fd_);
}

int Peer::receive(char* buffer, int size)
{
    if (!isUp_)
        return 0;
    return ssl_ ? SSL_read(ssl_.get(), buffer, size)
                : static_cast<int>(::recv(fd_, buffer, static_cast<std::size_t>(size), 0));
}

std::string Peer::readRequest()
{
    std::string request;
    std::array<char, 4096> chunk{};
    while (!isWhole(request)) {
        const int got = receive(chunk.data(), static_cast<int>(chunk.size()));
        if (got <= 0)
            break;
        request.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return request;
}

bool Peer::send(std::string_view bytes)
{
    while (isUp_ && !bytes.empty()) {
        const int size = static_cast<int>(bytes.size());
        const int sent = ssl_ ? SSL_write(ssl_.get(), bytes.data(), size)
                              : static_cast<int>(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
        isUp_ = sent > 0;
        bytes.remove_prefix(isUp_ ? static_cast<std::size_t>(sent) : 0);
    }
    return isUp_;
}

void Peer::waitForClose()
{
    std::array<char, 4096> ignored{};
    while (receive(ignored.data(), static_cast<int>(ignored.size())) > 0) {
    }
}

void Peer::drip(std::string_view bytes)
{
    pollfd closed{fd_, POLLRDHUP, 0};
    for (const char byte : bytes)
        if (::poll(&closed, 1, 10) != 0 || !send({&byte, 1}))
            return;
}

void Peer::closeNotify()
{
    if (ssl_ && isUp_)
        SSL_shutdown(ssl_.get());
}

std::string Peer::address() const
{
    sockaddr_in where{};
    socklen_t length = sizeof where;
    std::array<char, INET_ADDRSTRLEN> text{};
    check(::getpeername(fd_, generic(where), &length) == 0, "getpeername");
    return ::inet_ntop(AF_INET, &where.sin_addr, text.data(), text.size());
}

TestServer::TestServer(Script script, const std::optional<TlsSettings>& tls, const std::string& address,
                       std::uint16_t port)
    : script_(std::move(script)),
      tls_(tls ? serverContext(*tls) : nullptr),
      listening_(listenOn(address, port, 16)),
      port_(portOf(listening_)),
      thread_([this] { serve(); })
{}

TestServer::~TestServer()
{
    stopping_ = true;
    ::shutdown(listening_, SHUT_RDWR);
    ::shutdown(open_, SHUT_RDWR); // wakes a script that waits for its client
    thread_.join();
    ::close(listening_);
}

void TestServer::serve()
{
    while (!stopping_) {
        const int fd = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0)
            return;
        serveOne(fd);
    }
}

void TestServer::serveOne(int fd)
{
    open_ = fd;
    ++connections_;
    if (stopping_)
        ::shutdown(fd, SHUT_RDWR);
    Peer peer(fd, tls_.get());
    script_(peer);
    open_ = -1;
}

std::uint16_t unusedPort()
{
    const int fd = listenOn("127.0.0.1", 0, 1);
    const std::uint16_t port = portOf(fd);
    ::close(fd);
    return port;
}

DeafPort::DeafPort() : listening_(listenOn("127.0.0.1", 0, 0)), port_(portOf(listening_))
{
    // A backlog of 0 keeps one connection that nobody accepts; Linux drops what comes after it.
    for (int i = 0; i < 4; ++i) {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sockaddr_in where = loopback("127.0.0.1", port_);
        (void)::connect(fd, generic(where), sizeof where);
        fillers_.push_back(fd);
    }
    pollfd first{fillers_.front(), POLLOUT, 0};
    check(::poll(&first, 1, -1) == 1, "filling the queue");
}

DeafPort::~DeafPort()
{
    for (const int fd : fillers_)
        ::close(fd);
    ::close(listening_);
}

} // namespace readystage::tests
