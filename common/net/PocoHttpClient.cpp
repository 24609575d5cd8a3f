#include "common/net/PocoHttpClient.h"

#include "common/domain/Ascii.h"
#include "common/net/AnswerReader.h"
#include "common/net/Connection.h"
#include "common/net/Resolver.h"
#include "common/net/Tls.h"
#include "common/runtime/Guarded.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>
#include <vector>

namespace readystage {

namespace {

using Poco::Net::Context;
using Poco::Net::SocketAddress;
using std::chrono::steady_clock;

HttpFailure failure(HttpFailure::Kind kind, const HttpRequest& request, const std::string& what)
{
    return {kind, request.method + " " + request.url.str() + ": " + what};
}

/// Poco's text without the name of its class, which says nothing to an operator, unless it is all there is.
std::string wordsOf(const Poco::Exception& e)
{
    return e.message().empty() ? e.name() : e.message();
}

bool hasControlCharacter(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7F; });
}

bool isOurs(std::string_view header)
{
    constexpr std::array<std::string_view, 4> kOurs{"host", "content-length", "connection", "transfer-encoding"};
    std::string name(header);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return std::find(kOurs.begin(), kOurs.end(), name) != kOurs.end();
}

/// Why the request must not be written as it stands: a line end in it would begin a header or a request of its own.
std::optional<std::string> flawOf(const HttpRequest& request)
{
    if (!ascii::isToken(request.method))
        return "the method is not a word";
    const auto url = Url::parse(request.url.str());
    if (!url || url->host != request.url.host || url->target != request.url.target)
        return "the URL is not one";
    for (const auto& [name, value] : request.headers) {
        if (!ascii::isToken(name) || hasControlCharacter(value))
            return "a header has a character it may not have";
        if (isOurs(name))
            return "the header " + name + " is not the caller's to set";
    }
    return std::nullopt;
}

std::string hostHeader(const Url& url)
{
    const bool isV6 = url.host.find(':') != std::string::npos;
    const std::string host = isV6 ? "[" + url.host + "]" : url.host;
    return url.port == (url.tls ? 443 : 80) ? host : host + ":" + std::to_string(url.port);
}

std::string headOf(const HttpRequest& request)
{
    std::string head =
        request.method + " " + request.url.target + " HTTP/1.1\r\nHost: " + hostHeader(request.url) + "\r\n";
    if (!request.mayRepeat)
        head += "Connection: close\r\n";
    for (const auto& [name, value] : request.headers)
        head.append(name).append(": ").append(value).append("\r\n");
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT")
        head += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    return head + "\r\n";
}

bool mayReach(const SocketAddress& address, const std::optional<IpAddress>& source)
{
    const bool sourceIsV6 = source && source->str().find(':') != std::string::npos;
    return !source || sourceIsV6 == (address.family() == SocketAddress::IPv6);
}

/// Asks the proxy for a way to the host; what follows on the connection is between the host and us.
void openTunnel(Connection& connection, const HttpRequest& request, Deadline deadline)
{
    const std::string target = request.url.host + ":" + std::to_string(request.url.port);
    connection.prepare("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n", deadline);
    AnswerReader reader(true, 0);
    for (bool isComplete = false; !isComplete;) {
        const std::string_view bytes = connection.receive(deadline);
        if (bytes.empty())
            throw Poco::IOException("the proxy closed the connection");
        isComplete = reader.feed(bytes);
    }
    if (const int status = reader.take().status; status / 100 != 2)
        throw Poco::IOException("the proxy answered " + std::to_string(status));
}

/// The first of the host's addresses that connects, secured when the URL asks for it.
Connection connect(const HttpRequest& request, const Context::Ptr& context, Deadline deadline)
{
    const Url& next = request.proxy ? *request.proxy : request.url;
    std::string why;
    for (const auto& address : addressesOf(next.host, next.port, deadline)) {
        if (!mayReach(address, request.source))
            continue;
        const auto stepDeadline = [&request, deadline] {
            return std::min(deadline, steady_clock::now() + request.connectTimeout);
        };
        try {
            Connection connection(address, request.source, stepDeadline());
            if (request.proxy)
                openTunnel(connection, request, stepDeadline());
            if (request.url.tls)
                connection.secure(context, request.url.host, stepDeadline());
            return connection;
        } catch (const Poco::Exception& e) {
            why += (why.empty() ? "" : "; ") + address.toString() + ": " + wordsOf(e);
        }
    }
    throw Poco::IOException(why.empty() ? "no address of the family of the source address" : why);
}

/// Sends; words for why when the server stopped listening. It may have answered before that, with a 413 for instance.
std::string sendAll(Connection& connection, const HttpRequest& request, Deadline deadline)
{
    try {
        connection.send(headOf(request) + request.body, deadline);
        return "";
    } catch (const Poco::IOException& e) {
        return wordsOf(e);
    }
}

struct Exchanged {
    HttpAnswer answer;
    bool mayFollow; ///< another request may be sent on the connection
};

Exchanged exchangeOn(Connection& connection, const HttpRequest& request, Deadline deadline)
{
    const std::string sendFailure = sendAll(connection, request, deadline);
    AnswerReader reader(request.method == "HEAD", request.maxAnswerBytes);
    try {
        while (true) {
            const std::string_view bytes = connection.receive(deadline);
            if (bytes.empty() ? reader.end() : reader.feed(bytes)) {
                const bool mayFollow = !bytes.empty() && sendFailure.empty() && reader.mayFollow();
                return {reader.take(), mayFollow};
            }
            if (bytes.empty())
                throw Poco::Net::NetException("closed by the server");
        }
    } catch (const Poco::Exception& e) {
        throw Poco::IOException((sendFailure.empty() ? wordsOf(e) : sendFailure) + ", " + reader.progress());
    }
}

} // namespace

struct PocoHttpClient::State {
    explicit State(const std::optional<TlsTrust>& trust) : context(trust ? clientContext(*trust) : nullptr) {}

    /// A connection that waits for the next request to the same place.
    struct Kept {
        Url url;
        std::optional<Url> proxy;
        std::optional<IpAddress> source;
        Connection connection;

        bool leadsTo(const HttpRequest& request) const
        {
            const auto place = [](const Url& one) { return std::tie(one.tls, one.host, one.port); };
            return place(url) == place(request.url) && source == request.source &&
                   proxy.has_value() == request.proxy.has_value() && (!proxy || place(*proxy) == place(*request.proxy));
        }
    };

    Poco::Net::Context::Ptr context;
    Guarded<std::optional<Kept>> kept;

    std::optional<Kept> takeKept()
    {
        return kept.with([](std::optional<Kept>& one) { return std::exchange(one, std::nullopt); });
    }

    HttpAnswer exchange(Connection& connection, const HttpRequest& request, Deadline deadline)
    {
        auto [answer, mayFollow] = exchangeOn(connection, request, deadline);
        if (mayFollow && request.mayRepeat)
            kept.with([&](std::optional<Kept>& one) {
                one.emplace(Kept{request.url, request.proxy, request.source, std::move(connection)});
            });
        return std::move(answer);
    }

    /// nullopt also when the server had closed the kept connection: that happens, and is no answer.
    std::optional<HttpAnswer> exchangeOnKept(const HttpRequest& request, Deadline deadline)
    {
        auto one = request.mayRepeat ? takeKept() : std::nullopt;
        if (!one || !one->leadsTo(request))
            return std::nullopt;
        try {
            return exchange(one->connection, request, deadline);
        } catch (const Poco::TimeoutException&) {
            throw;
        } catch (const Poco::Exception&) {
            return std::nullopt;
        }
    }
};

PocoHttpClient::PocoHttpClient(const std::optional<TlsTrust>& trust) : state_(std::make_unique<State>(trust)) {}

PocoHttpClient::~PocoHttpClient() = default;

Result<HttpAnswer, HttpFailure> PocoHttpClient::exchange(const HttpRequest& request)
{
    using Kind = HttpFailure::Kind;
    if (const auto flaw = flawOf(request))
        return Unexpected{failure(Kind::unreachable, request, "not sent: " + *flaw)};
    if (request.url.tls && state_->context.isNull())
        return Unexpected{failure(Kind::unreachable, request, "not sent: this client speaks http only")};
    const Deadline deadline = steady_clock::now() + request.deadline;
    bool sent = request.mayRepeat; // by what went wrong on a kept connection nobody could tell
    std::optional<Connection> connection;
    try {
        if (auto answer = state_->exchangeOnKept(request, deadline))
            return *std::move(answer);
        sent = false;
        connection.emplace(connect(request, state_->context, deadline));
        return state_->exchange(*connection, request, deadline);
    } catch (const UnreadableAnswer& e) {
        return Unexpected{failure(Kind::unreadable, request, e.what())};
    } catch (const Poco::Exception& e) {
        sent = sent || (connection && connection->sentAnything());
        return Unexpected{failure(sent ? Kind::unknown : Kind::unreachable, request, wordsOf(e))};
    }
}

} // namespace readystage
