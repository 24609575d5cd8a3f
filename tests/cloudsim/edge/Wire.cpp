#include "tests/cloudsim/edge/Wire.h"

#include "manager/edge/http/Wire.h"

#include <Poco/DeflatingStream.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>

namespace readystage::cloudsim {

namespace {

constexpr std::size_t kJettyBuffer = 32768;
constexpr std::size_t kLeastToCompress = 32;

const std::vector<http::Header> kSecurity{{"X-Content-Type-Options", "nosniff"},
                                          {"X-XSS-Protection", "1;mode=block"},
                                          {"content-security-policy", "1"},
                                          {"content-security-policy", "default-src=none"},
                                          {"content-security-policy", "script-src=self"},
                                          {"content-security-policy", "connect-src=self"},
                                          {"content-security-policy", "img-src=self"},
                                          {"content-security-policy", "style-src=self"}};

/// Whether a header of a list, as Accept-Encoding and Connection are, has this word.
bool lists(const http::Request& request, std::string_view header, std::string_view word)
{
    const std::string* const value = http::findHeader(request.headers, header);
    return value != nullptr && std::search(value->begin(), value->end(), word.begin(), word.end(), [](char a, char b) {
                                   return http::sameName({&a, 1}, {&b, 1});
                               }) != value->end();
}

/// A header value cannot hold line ends.
std::string onOneLine(std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, ' ');
    return text;
}

/// CloudStack sends status codes of its own with the number as their words.
std::string reasonOf(int status)
{
    if (status == 414)
        return "URI Too Long";
    return status > 431 && status != 503 ? std::to_string(status) : std::string();
}

std::string compressed(const std::string& body)
{
    std::ostringstream out;
    Poco::DeflatingOutputStream gzip(out, Poco::DeflatingStreamBuf::STREAM_GZIP);
    gzip << body;
    gzip.close();
    return out.str();
}

std::string chunksOf(const std::string& body)
{
    std::string out;
    for (std::size_t at = 0; at < body.size(); at += kJettyBuffer) {
        const std::size_t size = std::min(kJettyBuffer, body.size() - at);
        std::array<char, 24> line{};
        std::snprintf(line.data(), line.size(), "%zX\r\n", size);
        out.append(line.data()).append(body, at, size).append("\r\n");
    }
    return out + "0\r\n\r\n";
}

void sendInChunks(http::Response& response)
{
    std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " +
                       (response.reason.empty() ? std::string(http::reasonPhrase(response.status)) : response.reason) +
                       "\r\n";
    for (const auto& [name, value] : response.headers)
        head.append(name).append(": ").append(value).append("\r\n");
    response.verbatim = head + "Transfer-Encoding: chunked\r\n" + (response.close ? "Connection: close\r\n" : "") +
                        "\r\n" + chunksOf(response.body);
}

http::Response proxyPage()
{
    http::Response response = http::answer(502, "text/html",
                                           "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
                                           "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n"
                                           "</body>\r\n</html>\r\n");
    response.headers.emplace(response.headers.begin(), "Server", "nginx");
    return response;
}

/// What the outcome does to a finished answer.
void damage(http::Response& response, Outcome::Delivery delivery)
{
    if (delivery == Outcome::Delivery::truncated) {
        const std::string head = http::responseHead(response, {});
        response.verbatim = head + response.body.substr(0, response.body.size() / 2);
        response.close = true;
    } else if (delivery == Outcome::Delivery::lost) {
        response.verbatim = "";
        response.close = true;
    }
}

http::Response written(Outcome& outcome, bool json)
{
    http::Response response;
    response.body = render(outcome, json);
    if (outcome.delivery == Outcome::Delivery::blank) {
        outcome = Outcome();
        response.body.clear();
    }
    response.status = outcome.status;
    response.reason = reasonOf(outcome.status);
    response.headers = {{"Content-Type", json ? "application/json;charset=utf-8" : "text/xml;charset=utf-8"}};
    response.headers.insert(response.headers.end(), outcome.headers.begin(), outcome.headers.end());
    if (!outcome.description.empty())
        response.headers.emplace_back("X-Description", onOneLine(outcome.description));
    response.headers.insert(response.headers.end(), kSecurity.begin(), kSecurity.end());
    return response;
}

} // namespace

Asked::Asked(const http::Request& request)
    : gzip(lists(request, "Accept-Encoding", "gzip")),
      head(request.method == "HEAD"),
      plain(request.http10),
      close(request.http10 || lists(request, "Connection", "close"))
{}

http::Response toHttp(Outcome outcome, bool json, const Asked& asked)
{
    if (outcome.delivery == Outcome::Delivery::proxyPage)
        return proxyPage();
    const Outcome::Delivery delivery = outcome.delivery;
    http::Response response = written(outcome, json);
    response.close = asked.close;
    const bool large = response.body.size() > kJettyBuffer;
    if (response.status == 200 && !asked.head) { // Jetty's GzipHandler is for GET and POST
        response.headers.emplace_back("Vary", "Accept-Encoding, User-Agent");
        if (asked.gzip && response.body.size() >= kLeastToCompress) {
            response.headers.emplace_back("Content-Encoding", "gzip");
            response.body = compressed(response.body);
        }
    }
    if (delivery != Outcome::Delivery::whole)
        damage(response, delivery);
    else if (large && !asked.head && !asked.plain)
        sendInChunks(response);
    return response;
}

} // namespace readystage::cloudsim
