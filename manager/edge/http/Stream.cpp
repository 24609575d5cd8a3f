#include "manager/edge/http/Stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <sys/socket.h>

namespace readystage::http {

namespace {

constexpr std::size_t kPiece = std::size_t{16} * 1024;
constexpr std::chrono::seconds kLinger{2};
constexpr std::size_t kLingerBytes = std::size_t{16} * 1024 * 1024;

/// Reading fills this and copies what came, so that a connection that waits keeps no buffer.
std::array<char, kPiece>& scratch()
{
    static thread_local std::array<char, kPiece> bytes;
    return bytes;
}

std::string words(int error)
{
    return error_code(error, boost::system::system_category()).message();
}

} // namespace

Stream::Stream(Socket socket, SslSession session)
    : socket_(std::move(socket)),
      session_(std::move(session)),
      timer_(socket_.get_executor())
{
    prepareSocket();
}

Stream::Stream(const Executor& executor, SslSession session)
    : socket_(executor),
      session_(std::move(session)),
      timer_(executor)
{}

void Stream::prepareSocket()
{
    error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);
    socket_.set_option(asio::socket_base::keep_alive(true), ignored);
}

void Stream::limit(std::chrono::milliseconds time)
{
    stall_ = std::chrono::milliseconds(0);
    deadline_ = SteadyClock::now() + time;
    // A later limit is found when the timer fires for the earlier one; most never need a timer of their own.
    if (deadline_ < armedFor_)
        arm();
}

void Stream::limitStall(std::chrono::milliseconds time)
{
    limit(time);
    stall_ = time;
}

void Stream::unlimit()
{
    stall_ = std::chrono::milliseconds(0);
    deadline_ = SteadyClock::time_point::max();
}

void Stream::arm()
{
    armedFor_ = deadline_;
    timer_.expires_at(deadline_);
    timer_.async_wait([weak = weak_from_this()](error_code error) {
        if (const auto self = weak.lock(); self && !error)
            self->onTimer();
    });
}

void Stream::onTimer()
{
    armedFor_ = SteadyClock::time_point::max();
    if (SteadyClock::now() >= deadline_) {
        timedOut_ = socket_.is_open();
        close();
    } else if (deadline_ != SteadyClock::time_point::max()) {
        arm();
    }
}

Io Stream::failed(std::string why)
{
    if (why_.empty())
        why_ = timedOut_ ? "out of time" : std::move(why);
    return Io::failed;
}

Task<Io> Stream::connect(tcp::endpoint server)
{
    error_code error;
    co_await socket_.async_connect(server, asio::redirect_error(kAwait, error));
    if (error)
        co_return failed(error.message());
    prepareSocket();
    co_return Io::done;
}

Task<bool> Stream::ready(Io want)
{
    error_code error;
    const auto side = want == Io::wantWrite ? asio::socket_base::wait_write : asio::socket_base::wait_read;
    co_await socket_.async_wait(side, asio::redirect_error(kAwait, error));
    if (error)
        failed(error.message());
    co_return !error;
}

Task<Io> Stream::handshake()
{
    if (!session_)
        co_return Io::done;
    SSL_set_fd(session_.get(), socket_.native_handle());
    for (bool go = true; go;) {
        const Io io = tryHandshake();
        if (io != Io::wantRead && io != Io::wantWrite)
            co_return io;
        go = co_await ready(io);
    }
    co_return Io::failed;
}

Io Stream::tryHandshake()
{
    if (!socket_.is_open())
        return failed("closed");
    ERR_clear_error();
    const Io io = tlsOutcome(SSL_do_handshake(session_.get()));
    greeted_ = io == Io::done;
    return io == Io::end ? failed("the peer left during the TLS handshake") : io;
}

Io Stream::tlsOutcome(int result)
{
    if (result > 0)
        return Io::done;
    const int kind = SSL_get_error(session_.get(), result);
    switch (kind) {
    case SSL_ERROR_WANT_READ:
        return Io::wantRead;
    case SSL_ERROR_WANT_WRITE:
        return Io::wantWrite;
    case SSL_ERROR_ZERO_RETURN:
        return Io::end;
    default:
        break;
    }
    greeted_ = false; // OpenSSL forbids a shutdown after a fatal error
    const int error = errno;
    const bool server = SSL_is_server(session_.get()) == 1; // a server goes on with what does not verify
    if (const long verified = SSL_get_verify_result(session_.get()); !server && verified != X509_V_OK) {
        ERR_clear_error();
        return failed(std::string("certificate: ") + X509_verify_cert_error_string(verified));
    }
    const auto reason = takeSslError();
    return failed(!reason.empty() ? "TLS: " + reason : words(error));
}

Io Stream::tryRead(std::string& into)
{
    if (!socket_.is_open())
        return failed("closed");
    auto& bytes = scratch();
    if (session_) {
        ERR_clear_error();
        const int count = SSL_read(session_.get(), bytes.data(), static_cast<int>(bytes.size()));
        if (count > 0)
            into.append(bytes.data(), static_cast<std::size_t>(count));
        return tlsOutcome(count);
    }
    return tryReadPlain(into, bytes.size());
}

Io Stream::tryReadPlain(std::string& into, std::size_t atMost)
{
    if (!socket_.is_open())
        return failed("closed");
    auto& bytes = scratch();
    const auto count = ::recv(socket_.native_handle(), bytes.data(), std::min(atMost, bytes.size()), 0);
    if (count > 0)
        into.append(bytes.data(), static_cast<std::size_t>(count));
    if (count >= 0)
        return count > 0 ? Io::done : Io::end;
    return errno == EAGAIN || errno == EINTR ? Io::wantRead : failed(words(errno));
}

Task<Io> Stream::read(std::string& into)
{
    for (bool go = true; go;) {
        const Io io = tryRead(into);
        if (io != Io::wantRead && io != Io::wantWrite)
            co_return io;
        go = co_await ready(io);
    }
    co_return Io::failed;
}

Io Stream::tryWrite(std::string_view& rest)
{
    if (!socket_.is_open())
        return failed("closed");
    if (session_) {
        ERR_clear_error();
        const auto size = std::min<std::size_t>(rest.size(), kPiece);
        const int count = SSL_write(session_.get(), rest.data(), static_cast<int>(size));
        if (count > 0)
            rest.remove_prefix(static_cast<std::size_t>(count));
        return tlsOutcome(count);
    }
    const auto count = ::send(socket_.native_handle(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count < 0)
        return errno == EAGAIN || errno == EINTR ? Io::wantWrite : failed(words(errno));
    rest.remove_prefix(static_cast<std::size_t>(count));
    return Io::done;
}

Task<Io> Stream::writeAll(std::string_view rest)
{
    while (!rest.empty()) {
        const Io io = tryWrite(rest);
        bool go = io == Io::done;
        if (go) {
            wroteSome_ = true;
            if (stall_ > std::chrono::milliseconds(0))
                limitStall(stall_);
        } else if (io == Io::wantRead || io == Io::wantWrite) {
            go = co_await ready(io);
        }
        if (!go)
            co_return failed("the peer left");
    }
    co_return Io::done;
}

Task<Io> Stream::write(std::string_view head, std::string_view body)
{
    std::string first(head);
    first.append(body.substr(0, std::max(kPiece, head.size()) - head.size()));
    body.remove_prefix(first.size() - head.size());
    Io io = co_await writeAll(first);
    if (io == Io::done)
        io = co_await writeAll(body);
    co_return io;
}

Task<void> Stream::linger()
{
    sayGoodbye();
    std::size_t drained = 0;
    for (bool go = socket_.is_open(); go && drained < kLingerBytes;) {
        const auto count = ::recv(socket_.native_handle(), scratch().data(), kPiece, 0);
        if (count > 0)
            drained += static_cast<std::size_t>(count);
        else if (count < 0 && errno == EAGAIN)
            go = co_await ready(Io::wantRead);
        else
            go = false;
        go = go && socket_.is_open();
    }
    close();
}

void Stream::sayGoodbye()
{
    if (!socket_.is_open())
        return;
    limit(kLinger);
    if (session_ && greeted_)
        SSL_shutdown(session_.get());
    ERR_clear_error();
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

void Stream::close() noexcept
{
    error_code ignored;
    socket_.close(ignored);
    unlimit();
    timer_.cancel(ignored);
    armedFor_ = SteadyClock::time_point::max();
}

} // namespace readystage::http
