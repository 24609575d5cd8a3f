#include "tests/cloudsim/edge/Jetty.h"

namespace readystage::cloudsim {

namespace {

constexpr std::size_t kMaxHeadBytes = 8192;
constexpr const char* kHtml = "text/html;charset=iso-8859-1";

http::Response badMessage(int status, const std::string& words)
{
    http::Response response = http::answer(
        status, kHtml, "<h1>Bad Message " + std::to_string(status) + "</h1><pre>reason: " + words + "</pre>");
    response.reason = words;
    response.close = true;
    return response;
}

std::size_t headBytes(const http::Request& request)
{
    std::size_t bytes = request.method.size() + request.target.size() + sizeof " HTTP/1.1\r\n\r\n";
    for (const auto& [name, value] : request.headers)
        bytes += name.size() + value.size() + 4;
    return bytes;
}

/// A row of Jetty's error page.
std::string row(const std::string& name, const std::string& value)
{
    return "<tr><th>" + name + ":</th><td>" + value + "</td></tr>\n";
}

/// What a browser must not take for markup.
std::string asHtml(std::string_view text)
{
    std::string html;
    for (const char c : text)
        html += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
    return html;
}

http::Response errorPage(int status, const std::string& uri, const std::string& rows)
{
    const std::string title = std::to_string(status) + " " + std::string(http::reasonPhrase(status));
    http::Response response = http::answer(
        status, kHtml,
        "<html>\n<head>\n<meta http-equiv=\"Content-Type\" content=\"text/html;charset=ISO-8859-1\"/>\n<title>Error " +
            title + "</title>\n</head>\n<body><h2>HTTP ERROR " + title + "</h2>\n<table>\n" + row("URI", uri) +
            row("STATUS", std::to_string(status)) + rows + "</table>\n</body>\n</html>\n");
    response.headers.insert(response.headers.begin(), {"Cache-Control", "must-revalidate,no-cache,no-store"});
    return response;
}

http::Response empty(int status)
{
    http::Response response;
    response.status = status;
    return response;
}

} // namespace

std::optional<http::Response> refusedByJetty(const http::Request& request)
{
    if (request.method.size() + 1 + request.target.size() > kMaxHeadBytes)
        return badMessage(414, "URI Too Long");
    if (headBytes(request) > kMaxHeadBytes)
        return badMessage(431, "Request Header Fields Too Large");
    if (request.method == "GET" || request.method == "POST" || request.method == "HEAD")
        return std::nullopt;
    if (request.method == "PUT" || request.method == "DELETE")
        return empty(405);
    if (request.method == "TRACE") // webdefault.xml of Jetty: "Disable TRACE"
        return empty(403);
    if (request.method != "OPTIONS")
        return empty(501);
    http::Response options = empty(200);
    options.headers.emplace_back("Allow", "GET, HEAD, POST, TRACE, OPTIONS");
    return options;
}

http::Response jettyRefusal(int status, std::string_view why)
{
    if (status == 414)
        return badMessage(414, "URI Too Long");
    if (status == 431)
        return badMessage(431, "Request Header Fields Too Large");
    if (status == 413)
        return jettyError(400, "Unable to parse form content");
    return badMessage(status, std::string(why));
}

http::Response jettyError(int status, const std::string& cause)
{
    http::Response response = errorPage(status, "/client/api", row("MESSAGE", cause));
    response.close = true;
    return response;
}

http::Response jettyElsewhere(const http::Request& request)
{
    const std::string path(request.path());
    if (path == "/client" || path.starts_with("/client/"))
        return errorPage(404, asHtml(path), row("MESSAGE", "Not Found") + row("SERVLET", "default"));
    const std::string* const host = http::findHeader(request.headers, "Host");
    http::Response moved = empty(301);
    moved.headers.emplace_back("Location", "http://" + (host == nullptr ? std::string("localhost") : *host) +
                                               "/client" + request.target);
    return moved;
}

} // namespace readystage::cloudsim
