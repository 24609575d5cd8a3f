#include "common/net/PocoHttpClient.h"

#include "common/net/AnswerReader.h"
#include "common/net/Connection.h"

#include <Poco/AutoPtr.h>
#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include <netdb.h>

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

bool isToken(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                   "abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
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
    if (!isToken(request.method))
        return "the method is not a word";
    const auto url = Url::parse(request.url.str());
    if (!url || url->host != request.url.host || url->target != request.url.target)
        return "the URL is not one";
    for (const auto& [name, value] : request.headers) {
        if (!isToken(name) || hasControlCharacter(value))
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
    std::string head = request.method + " " + request.url.target + " HTTP/1.1\r\nHost: " + hostHeader(request.url) +
                       "\r\nConnection: close\r\n";
    for (const auto& [name, value] : request.headers)
        head += name + ": " + value + "\r\n";
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT")
        head += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    return head + "\r\n";
}

/// All addresses of the host in the system's order. Takes as long as the resolver takes: getaddrinfo() cannot be
/// bounded (resolv.conf's `timeout` and `attempts` do it), only what follows is.
std::vector<SocketAddress> addressesOf(const Url& url)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(url.host.c_str(), std::to_string(url.port).c_str(), &hints, &found))
        throw Poco::IOException("cannot look up " + url.host, ::gai_strerror(error));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
    std::vector<SocketAddress> addresses;
    for (const addrinfo* each = found; each != nullptr; each = each->ai_next)
        addresses.emplace_back(each->ai_addr, each->ai_addrlen);
    return addresses;
}

bool mayReach(const SocketAddress& address, const std::optional<IpAddress>& source)
{
    const bool sourceIsV6 = source && source->str().find(':') != std::string::npos;
    return !source || sourceIsV6 == (address.family() == SocketAddress::IPv6);
}

/// The first of the host's addresses that connects, secured when the URL asks for it.
Connection connect(const HttpRequest& request, const Context::Ptr& context, Deadline deadline)
{
    std::string why;
    for (const auto& address : addressesOf(request.url)) {
        if (!mayReach(address, request.source))
            continue;
        const auto stepDeadline = [&request, deadline] {
            return std::min(deadline, steady_clock::now() + request.connectTimeout);
        };
        try {
            Connection connection(address, request.source, stepDeadline());
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

HttpAnswer exchangeOn(Connection& connection, const HttpRequest& request, Deadline deadline)
{
    const std::string sendFailure = sendAll(connection, request, deadline);
    AnswerReader reader(request.method == "HEAD", request.maxAnswerBytes);
    try {
        while (true) {
            const std::string_view bytes = connection.receive(deadline);
            if (bytes.empty() ? reader.end() : reader.feed(bytes))
                return reader.take();
            if (bytes.empty())
                throw Poco::Net::NetException("closed by the server");
        }
    } catch (const Poco::Exception& e) {
        throw Poco::IOException((sendFailure.empty() ? wordsOf(e) : sendFailure) + ", " + reader.progress());
    }
}

/// Where the distributions keep the system's authorities (EL, EL's extracted bundle, Debian, SUSE). OpenSSL's built-in
/// path is that of the machine it was built on, which for a static agent is not this one.
std::string systemAuthorities()
{
    constexpr std::array kBundles{"/etc/pki/tls/certs/ca-bundle.crt",
                                  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
                                  "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/ca-bundle.pem"};
    if (std::getenv("SSL_CERT_FILE") != nullptr) // NOLINT(concurrency-mt-unsafe): nobody calls setenv
        return "";
    for (const auto* const bundle : kBundles)
        if (std::error_code ignored; std::filesystem::exists(bundle, ignored))
            return bundle;
    return "";
}

Context::Ptr clientContext(const TlsTrust& trust)
{
    Context::Params parameters;
    parameters.verificationMode = Context::VERIFY_STRICT; // anything less skips the name check for loopback names
    parameters.caLocation = trust.caFile ? *trust.caFile : systemAuthorities();
    parameters.loadDefaultCAs = parameters.caLocation.empty();
    parameters.cipherList = "HIGH:!aNULL:!eNULL:!MD5:!RC4:!3DES";
    parameters.ecdhCurve = "X25519:P-256:P-384:P-521";
    try {
        Context::Ptr context = Poco::makeAuto<Context>(Context::TLS_CLIENT_USE, parameters);
        context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
        return context;
    } catch (const Poco::Exception& e) {
        throw std::runtime_error("cannot use the authorities in " + parameters.caLocation + ": " + wordsOf(e));
    }
}

} // namespace

struct PocoHttpClient::Tls {
    Context::Ptr context;
};

PocoHttpClient::PocoHttpClient(const std::optional<TlsTrust>& trust)
    : tls_(std::make_unique<Tls>(Tls{trust ? clientContext(*trust) : nullptr}))
{}

PocoHttpClient::~PocoHttpClient() = default;

Result<HttpAnswer, HttpFailure> PocoHttpClient::exchange(const HttpRequest& request)
{
    using Kind = HttpFailure::Kind;
    if (const auto flaw = flawOf(request))
        return Unexpected{failure(Kind::unreachable, request, "not sent: " + *flaw)};
    if (request.url.tls && tls_->context.isNull())
        return Unexpected{failure(Kind::unreachable, request, "not sent: this client speaks http only")};
    const Deadline deadline = steady_clock::now() + request.deadline;
    std::optional<Connection> connection;
    try {
        connection.emplace(connect(request, tls_->context, deadline));
        return exchangeOn(*connection, request, deadline);
    } catch (const UnreadableAnswer& e) {
        return Unexpected{failure(Kind::unreadable, request, e.what())};
    } catch (const Poco::Exception& e) {
        const bool sent = connection && connection->sentAnything();
        return Unexpected{failure(sent ? Kind::unknown : Kind::unreachable, request, wordsOf(e))};
    }
}

} // namespace readystage
