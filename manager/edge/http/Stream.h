#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "manager/edge/http/Beast.h"
#include "manager/edge/http/Tls.h"

namespace readystage::http {

/// What became of reading or writing.
enum class Io {
    done,
    end,    ///< the peer will send no more
    failed, ///< gone, closed or out of time; why() has words
    wantRead,
    wantWrite
};

/// One TCP connection, plain or TLS, with one time limit. Everything on the thread that runs its executor.
/// OpenSSL works on the socket itself: asio's ssl::stream keeps 70 KiB of buffers for each connection, also for one
/// that waits.
class Stream : public std::enable_shared_from_this<Stream> {
public:
    /// Of an open socket. `session` empty: plain.
    Stream(Socket socket, SslSession session);
    /// To be connected.
    Stream(const Executor& executor, SslSession session);

    /// From now the connection has this long, then it is closed and what waits on it fails. Replaces an earlier limit.
    void limit(std::chrono::milliseconds time);
    /// The same, and whatever is written gives it this long again.
    void limitStall(std::chrono::milliseconds time);
    void unlimit();

    Task<Io> connect(tcp::endpoint server);
    Task<Io> handshake();

    /// Appends what has arrived, and waits until something has.
    Task<Io> read(std::string& into);
    /// The same without waiting.
    Io tryRead(std::string& into);
    /// Appends at most so many bytes of what has arrived on the socket, past TLS.
    Io tryReadPlain(std::string& into, std::size_t atMost);
    /// Waits for what tryRead() wanted.
    Task<bool> ready(Io want);

    /// Writes everything, head and body in one packet where they fit.
    Task<Io> write(std::string_view head, std::string_view body);

    /// Says that nothing more will come, and reads on for a while what the peer still sends, because closing over
    /// unread bytes would make the peer lose our last answer.
    Task<void> linger();

    void close() noexcept;

    /// Once the handshake is through: what a server's client showed.
    std::shared_ptr<const ClientCertificate> certificate() const
    {
        return session_ ? clientCertificate(session_) : nullptr;
    }

    Socket& socket() noexcept { return socket_; }

    Executor executor() { return socket_.get_executor(); }

    bool wroteSome() const noexcept { return wroteSome_; } ///< a byte of write() may have left

    bool timedOut() const noexcept { return timedOut_; }

    const std::string& why() const noexcept { return why_; }

private:
    void prepareSocket();
    Io tryHandshake();
    void sayGoodbye();
    Io tryWrite(std::string_view& rest);
    Task<Io> writeAll(std::string_view rest);
    Io tlsOutcome(int result);
    Io failed(std::string why);
    void arm();
    void onTimer();

    Socket socket_;
    SslSession session_;
    Timer timer_;
    SteadyClock::time_point deadline_ = SteadyClock::time_point::max();
    SteadyClock::time_point armedFor_ = SteadyClock::time_point::max();
    std::chrono::milliseconds stall_{0}; ///< 0: writing does not renew the limit
    std::string why_;
    bool timedOut_ = false;
    bool wroteSome_ = false;
    bool greeted_ = false; ///< the TLS handshake is through
};

} // namespace readystage::http
