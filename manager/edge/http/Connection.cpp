#include "manager/edge/http/Connection.h"

#include "common/runtime/Log.h"
#include "manager/edge/http/ProxyHeader.h"

#include <algorithm>

namespace readystage::http {

namespace {

using RequestParser = beast::http::request_parser<beast::http::string_body>;

/// No answer can be given: the client is gone or out of time.
const Refusal kGone{0, {}};

Refusal refusalOf(error_code error, std::size_t maxBodyBytes)
{
    if (error == beast::http::error::body_limit)
        return {413, "the body is longer than " + std::to_string(maxBodyBytes) + " bytes"};
    return {400, "not an HTTP request: " + error.message()};
}

/// For the log: a query can hold keys, signatures and passwords.
std::string nameOf(const Request& request)
{
    return request.method + ' ' + std::string(request.path());
}

/// Made anew once a second. Valid until the next call on this thread.
std::string_view dateNow()
{
    thread_local std::chrono::sys_seconds second{};
    thread_local std::string text;
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (std::exchange(second, now) != now)
        text = httpDate(now);
    return text;
}

} // namespace

Connection::Connection(Site site, std::shared_ptr<Stream> stream)
    : site_(std::move(site)),
      peer_(site_.peer),
      stream_(std::move(stream)),
      answered_(stream_->executor())
{}

Task<void> Connection::serve()
{
    stream_->limit(site_.limits.requestTimeout);
    const auto& proxies = site_.limits.proxyProtocolFrom;
    if (std::find(proxies.begin(), proxies.end(), site_.peer) != proxies.end()) {
        const bool named = co_await readProxyHeader();
        if (!named)
            co_return;
    }
    const Io greeted = co_await stream_->handshake();
    if (greeted != Io::done) {
        noteFailedHandshake();
        co_return;
    }
    certificate_ = stream_->certificate();
    if (site_.limits.tls)
        ++site_.greetings.done;
    for (;;) {
        const bool again = co_await serveOne();
        if (!again)
            break;
        // Others on this thread get their turn between the requests of a client that pipelines.
        if (!inbox_.empty())
            co_await asio::post(stream_->executor(), kAwait);
    }
    co_await stream_->linger();
}

/// Byte by byte where the length is not known: what follows is not ours to read.
Task<bool> Connection::readProxyHeader()
{
    std::string header;
    for (std::size_t missing = proxyHeaderMissing(header); missing > 0; missing = proxyHeaderMissing(header)) {
        const Io io = stream_->tryReadPlain(header, missing);
        bool go = io == Io::done;
        if (io == Io::wantRead)
            go = co_await stream_->ready(io);
        if (!go)
            co_return false;
    }
    const auto client = parseProxyHeader(header);
    if (!client) {
        log::warning("http-bad-proxy-header", {{"peer", site_.peer.str()}, {"error", client.error().why}});
        co_return false;
    }
    if (*client) {
        peer_ = **client;
        proxy_ = site_.peer;
    }
    co_return true;
}

void Connection::noteFailedHandshake() const
{
    ++site_.greetings.failed;
    log::debug("http-handshake-failed", {{"peer", site_.peer.str()}, {"error", stream_->why()}});
}

void Connection::windDown()
{
    windingDown_ = true;
    if (!serving_)
        close();
}

void Connection::close() noexcept
{
    closed_ = true;
    stream_->close();
    error_code ignored;
    answered_.cancel(ignored);
}

Task<bool> Connection::more()
{
    const Io io = co_await stream_->read(inbox_);
    co_return io == Io::done;
}

/// Waits for the first byte of a request.
Task<bool> Connection::awaitRequest()
{
    if (windingDown_)
        co_return false;
    stream_->limit(site_.limits.idleTimeout);
    bool came = !inbox_.empty();
    if (!came && !peerDone_)
        came = co_await more();
    stream_->limit(site_.limits.requestTimeout);
    co_return came;
}

/// From the first byte of a request to its answer; whether another may follow.
Task<bool> Connection::serveOne()
{
    const bool came = co_await awaitRequest();
    if (!came)
        co_return false;
    OpenRequests::Holder open(site_.open);
    Received received = co_await receive(open);
    if (!received) {
        if (received.error().status == kGone.status)
            co_return false;
        Response refusal = site_.limits.refusal(received.error().status, received.error().why);
        co_await send(refusal, AnswerTo{});
        co_return false;
    }
    std::optional<Response> response = co_await answerOf(received->request);
    if (!response)
        co_return false;
    const bool again = co_await send(*response, received->answerTo);
    serving_ = false;
    co_return again;
}

Task<Result<std::string, Refusal>> Connection::readHead()
{
    bool came = true;
    // RFC 9112 2.2: an empty line before the request line is ignored.
    if (inbox_ == "\r")
        came = co_await more();
    if (inbox_.starts_with("\r\n"))
        inbox_.erase(0, 2);
    for (std::size_t seen = 0; came;) {
        const auto length = headLength(inbox_, seen, site_.limits.maxHeadBytes);
        if (!length)
            co_return Unexpected{length.error()};
        if (*length > 0) {
            std::string raw = inbox_.substr(0, *length);
            inbox_.erase(0, *length);
            co_return raw;
        }
        seen = inbox_.size();
        came = co_await more();
    }
    co_return Unexpected{kGone};
}

/// Our own strict reading of the head decides what is handed on; Beast's has to agree, and decodes the body.
Task<Connection::Received> Connection::receive(OpenRequests::Holder& open)
{
    const auto raw = co_await readHead();
    if (!raw)
        co_return Unexpected{raw.error()};
    open.take();
    serving_ = true;
    auto head = parseRequestHead(*raw);
    if (!head)
        co_return Unexpected{head.error()};

    RequestParser parser;
    parser.eager(true);
    parser.header_limit(static_cast<std::uint32_t>(raw->size() + 1));
    parser.body_limit(site_.limits.maxBodyBytes);
    error_code error;
    parser.put(asio::buffer(*raw), error);
    if (error)
        co_return Unexpected{refusalOf(error, site_.limits.maxBodyBytes)};
    if (head->expectsContinue && !parser.is_done() && inbox_.empty())
        co_await stream_->write("HTTP/1.1 100 Continue\r\n\r\n", {});
    const auto body = co_await readBody(parser);
    if (!body)
        co_return Unexpected{body.error()};
    const AnswerTo answerTo{head->method == "HEAD", parser.keep_alive(), head->http10};
    Request request{std::move(head->method),
                    std::move(head->target),
                    std::move(head->headers),
                    std::move(parser.get().body()),
                    peer_,
                    site_.local,
                    head->http10,
                    certificate_,
                    proxy_};
    co_return Incoming{std::move(request), answerTo};
}

template <class Parser> Task<Result<Done, Refusal>> Connection::readBody(Parser& parser)
{
    bool came = true;
    bool hungry = false;
    while (!parser.is_done()) {
        if (hungry || inbox_.empty())
            came = co_await more();
        if (!came)
            co_return Unexpected{kGone};
        error_code error;
        inbox_.erase(0, parser.put(asio::buffer(inbox_), error));
        hungry = error == beast::http::error::need_more;
        if (error && !hungry)
            co_return Unexpected{refusalOf(error, site_.limits.maxBodyBytes)};
        // What the parser leaves is the line of a chunk or the trailer, not yet complete.
        if (hungry && inbox_.size() > site_.limits.maxHeadBytes)
            co_return Unexpected{Refusal{431, "a chunk's line or the trailer is too long"}};
    }
    co_return Done{};
}

/// Not a coroutine: its Respond has to be gone when the wait for the answer begins.
void Connection::dispatch(const Request& request, Pending& pending)
{
    const Respond respond = pending.respond();
    try {
        site_.handler.handle(request, respond);
    } catch (const std::exception& e) {
        log::error("http-handler-failed", {{"request", nameOf(request)}, {"error", e.what()}});
        pending.put(problem(500, "the request could not be handled"));
    }
}

/// The handler's answer, whenever it comes; nullopt when the client did not wait for it.
Task<std::optional<Response>> Connection::answerOf(Request& request)
{
    const auto pending = std::make_shared<Pending>(nameOf(request), [self = shared_from_this()] {
        asio::post(self->stream_->executor(), [self] { self->answered_.cancel(); });
    });
    stream_->unlimit();
    dispatch(request, *pending);
    request = Request{{}, {}, {}, {}, site_.peer, site_.local}; // may be a long wait
    std::optional<Response> response = pending->take();
    if (!response) {
        answered_.expires_at(SteadyClock::time_point::max());
        watch(++waits_, Io::wantRead);
    }
    while (!response && !closed_) {
        error_code error;
        co_await answered_.async_wait(asio::redirect_error(kAwait, error));
        response = pending->take();
        if (!error)
            break;
    }
    ++waits_;
    pending->abandon();
    co_return response;
}

void Connection::watch(unsigned wait, Io want)
{
    const auto side = want == Io::wantWrite ? asio::socket_base::wait_write : asio::socket_base::wait_read;
    stream_->socket().async_wait(side, [self = shared_from_this(), wait](error_code error) {
        if (!error && wait == self->waits_)
            self->onReadable(wait);
    });
}

/// Something happened on the connection while its client waits: the next request, or the client left.
void Connection::onReadable(unsigned wait)
{
    Io io = Io::done;
    while (io == Io::done && inbox_.size() < site_.limits.maxHeadBytes)
        io = stream_->tryRead(inbox_);
    if (io == Io::wantRead || io == Io::wantWrite) {
        watch(wait, io);
    } else if (io == Io::end) {
        // Some clients send no more and still read the answer. They get a while; one that is gone costs no longer than
        // that.
        peerDone_ = true;
        answered_.expires_after(site_.limits.requestTimeout);
    } else if (io == Io::failed) {
        close();
    }
}

/// Whether the connection can be used again.
Task<bool> Connection::send(Response& response, AnswerTo to)
{
    if (response.verbatim) {
        const Io sent = co_await write(*response.verbatim, {});
        co_return sent == Io::done && !response.close && !windingDown_;
    }
    replaceUnsendable(response);
    const bool peerMaySendMore = !peerDone_ || !inbox_.empty();
    to.keepAlive = to.keepAlive && !response.close && !windingDown_ && peerMaySendMore;
    to.date = dateNow();
    const std::string head = responseHead(response, to);
    std::string_view body;
    if (!to.head && hasBody(response.status))
        body = response.body;
    const Io io = co_await write(head, body);
    co_return io == Io::done&& to.keepAlive;
}

/// A reader that stops is cut off soon, one that only trickles when its time is over: each holds a whole answer.
Task<Io> Connection::write(std::string_view head, std::string_view body)
{
    const auto& limits = site_.limits;
    const auto atSlowest = std::chrono::milliseconds((head.size() + body.size()) * 1'000 / limits.minAnswerRate);
    stream_->limitWriting(limits.requestTimeout, limits.requestTimeout + atSlowest);
    const Io io = co_await stream_->write(head, body);
    co_return io;
}

void Connection::replaceUnsendable(Response& response)
{
    const auto why = whyUnsendable(response);
    if (why.empty())
        return;
    log::error("http-unsendable-answer", {{"error", why}});
    response = problem(500, "the answer could not be sent");
}

} // namespace readystage::http
