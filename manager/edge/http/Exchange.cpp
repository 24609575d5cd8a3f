#include "manager/edge/http/Exchange.h"

#include "manager/edge/http/Wire.h"

#include <algorithm>

namespace readystage::http {

namespace {

using ResponseParser = beast::http::response_parser<beast::http::string_body>;

constexpr std::size_t kMaxHeadBytes = std::size_t{64} * 1024;

/// What the listener needs to pass the answer on; it measures bodies itself.
Response responseOf(ResponseHead head, bool toHead)
{
    Response response;
    response.status = head.status;
    response.reason = std::move(head.reason);
    response.headers = endToEnd(head.headers);
    if (!toHead && head.status != 304)
        std::erase_if(response.headers, [](const Header& header) { return sameName(header.first, "Content-Length"); });
    return response;
}

} // namespace

Exchange::Exchange(const Upstream::Settings& settings, SslContext tls, Request request, const Executor& executor)
    : settings_(settings),
      tls_(std::move(tls)),
      request_(std::move(request)),
      executor_(executor),
      resolver_(executor),
      resolved_(executor)
{}

std::string Exchange::serverName() const
{
    return settings_.server.host + " port " + std::to_string(settings_.server.port);
}

std::string Exchange::authority() const
{
    const auto& host = settings_.server.host;
    const bool isV6 = host.find(':') != std::string::npos;
    return (isV6 ? "[" + host + "]" : host) + ":" + std::to_string(settings_.server.port);
}

std::chrono::milliseconds Exchange::timeLeft() const
{
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - started_);
    return std::max(settings_.deadline - passed, std::chrono::milliseconds(1));
}

/// For the look-up, and for each address anew: one that swallows packets leaves the next its time.
std::chrono::milliseconds Exchange::timeToConnect() const
{
    return std::min(settings_.connectTimeout, timeLeft());
}

Exchange::Outcome Exchange::failed(const std::string& message) const
{
    return Unexpected{Upstream::Failure{stream_ && stream_->wroteSome(), aborted_ ? "stopped" : message}};
}

void Exchange::abort()
{
    aborted_ = true;
    error_code ignored;
    resolver_.cancel();
    resolved_.cancel(ignored);
    if (stream_)
        stream_->close();
}

Task<void> Exchange::run()
{
    Outcome outcome = co_await converse();
    outcome_ = std::move(outcome);
    if (stream_)
        stream_->close();
}

Task<Exchange::Outcome> Exchange::converse()
{
    const std::string refusal = co_await connect();
    if (!refusal.empty())
        co_return failed("cannot connect to " + serverName() + ": " + refusal);
    stream_->limit(timeLeft());
    const std::string head = requestHead(request_, authority());
    const Io written = co_await stream_->write(head, request_.body);
    if (written != Io::done && !stream_->wroteSome())
        co_return failed("cannot send to " + serverName() + ": " + stream_->why());
    // A server may answer and close before it has read everything; that answer counts.
    co_return co_await receive();
}

/// Empty when there is a connection, else why not.
Task<std::string> Exchange::connect()
{
    const bool found = co_await resolve();
    if (!found)
        co_return resolveError_;
    std::string why = "no address";
    for (std::size_t i = 0; i < endpoints_.size() && !aborted_; ++i) {
        why = co_await connectTo(endpoints_[i]);
        if (why.empty())
            break;
    }
    co_return why;
}

Task<std::string> Exchange::connectTo(tcp::endpoint server)
{
    SslSession session;
    if (tls_)
        session = clientSession(tls_, settings_.server.host);
    stream_ = std::make_shared<Stream>(executor_, std::move(session));
    stream_->limit(timeToConnect());
    Io io = co_await stream_->connect(server);
    if (io == Io::done)
        io = co_await stream_->handshake();
    co_return io == Io::done ? std::string() : stream_->why();
}

/// Fills endpoints_, or says in resolveError_ why not. A look-up that has begun cannot be interrupted, but we stop
/// waiting for it, and one that waits for its turn is not made.
Task<bool> Exchange::resolve()
{
    error_code error;
    const auto literal = asio::ip::make_address(settings_.server.host, error);
    if (!error) {
        endpoints_.emplace_back(literal, settings_.server.port);
        co_return true;
    }
    if (aborted_)
        co_return false;
    resolveError_ = "the look-up of the name took too long";
    resolved_.expires_after(timeToConnect());
    resolver_.async_resolve(settings_.server.host, std::to_string(settings_.server.port),
                            [self = shared_from_this()](error_code failure, const auto& results) {
                                self->resolveError_ = failure ? failure.message() : std::string();
                                for (const auto& result : results)
                                    self->endpoints_.push_back(result.endpoint());
                                self->resolved_.cancel();
                            });
    co_await resolved_.async_wait(asio::redirect_error(kAwait, error));
    resolver_.cancel();
    co_return resolveError_.empty() && !aborted_;
}

Task<Result<std::string, Malformed>> Exchange::readHead()
{
    for (std::size_t seen = 0;;) {
        const auto length = headLength(inbox_, seen, kMaxHeadBytes);
        if (!length)
            co_return Unexpected{Malformed{"the answer of " + serverName() + ": " + length.error().why}};
        if (*length > 0) {
            std::string raw = inbox_.substr(0, *length);
            inbox_.erase(0, *length);
            co_return raw;
        }
        seen = inbox_.size();
        const Io io = co_await stream_->read(inbox_);
        if (io != Io::done)
            co_return Unexpected{Malformed{"no answer from " + serverName() + ": " +
                                           (io == Io::end ? "it closed the connection" : stream_->why())}};
    }
}

Task<Exchange::Outcome> Exchange::receive()
{
    for (;;) {
        const auto raw = co_await readHead();
        if (!raw)
            co_return failed(raw.error().why);
        auto head = parseResponseHead(*raw);
        if (!head || head->status == 101)
            co_return failed("the answer of " + serverName() + ": " +
                             (head ? "it switched protocols" : head.error().why));
        if (head->status < 200)
            continue;

        ResponseParser parser;
        parser.eager(true);
        parser.skip(request_.method == "HEAD");
        parser.header_limit(static_cast<std::uint32_t>(raw->size() + 1));
        parser.body_limit(settings_.maxAnswerBytes);
        error_code error;
        parser.put(asio::buffer(*raw), error);
        std::string why = error ? error.message() : std::string();
        if (why.empty())
            why = co_await readBody(parser);
        if (!why.empty())
            co_return failed("the answer of " + serverName() + ": " + why);
        Response response = responseOf(*std::move(head), request_.method == "HEAD");
        response.body = std::move(parser.get().body());
        co_return response;
    }
}

/// Empty when the body is complete, else why not.
template <class Parser> Task<std::string> Exchange::readBody(Parser& parser)
{
    error_code error;
    bool hungry = false;
    while (!parser.is_done()) {
        Io io = Io::done;
        if (hungry || inbox_.empty())
            io = co_await stream_->read(inbox_);
        if (io == Io::end)
            parser.put_eof(error);
        else if (io == Io::done)
            inbox_.erase(0, parser.put(asio::buffer(inbox_), error));
        else
            co_return stream_->why();
        hungry = error == beast::http::error::need_more;
        if (error && !hungry)
            co_return error.message();
        if (hungry && inbox_.size() > kMaxHeadBytes)
            co_return "a chunk's line or the trailer is too long";
    }
    co_return std::string();
}

} // namespace readystage::http
