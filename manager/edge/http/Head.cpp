#include "manager/edge/http/Head.h"

#include "common/domain/Ascii.h"

#include <algorithm>

namespace readystage::http {

namespace {

constexpr std::string_view kLineEnd = "\r\n";

/// Takes the next line off `rest`; the line comes without its end.
std::string_view takeLine(std::string_view& rest)
{
    const auto end = rest.find(kLineEnd);
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), line.size() + kLineEnd.size()));
    return line;
}

Result<std::vector<Header>, Malformed> parseFields(std::string_view rest)
{
    std::vector<Header> headers;
    for (auto line = takeLine(rest); !line.empty(); line = takeLine(rest)) {
        if (line.front() == ' ' || line.front() == '\t')
            return Unexpected{Malformed{"a header line is folded"}};
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || !ascii::isToken(line.substr(0, colon)))
            return Unexpected{Malformed{"a header line is not `name: value`"}};
        headers.emplace_back(line.substr(0, colon), ascii::trimmed(line.substr(colon + 1)));
    }
    return headers;
}

auto countOf(const std::vector<Header>& headers, std::string_view name)
{
    return std::ranges::count_if(headers, [&](const Header& header) { return sameName(header.first, name); });
}

Unexpected<Refusal> refused(int status, std::string why)
{
    return Unexpected{Refusal{status, std::move(why)}};
}

/// Method, target and version; everything else of `head` is left alone.
Result<Done, Refusal> parseRequestLine(std::string_view line, RequestHead& head)
{
    const auto first = line.find(' ');
    const auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos || !ascii::isToken(line.substr(0, first)) || second == first + 1)
        return refused(400, "the request line is not `METHOD target HTTP/1.1`");
    const auto version = line.substr(second + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return version.starts_with("HTTP/") && version.find(' ') == std::string_view::npos
                   ? refused(505, "only HTTP/1.1 and HTTP/1.0 are spoken here")
                   : refused(400, "the request line is not `METHOD target HTTP/1.1`");
    head.http10 = version == "HTTP/1.0";
    head.method = line.substr(0, first);
    head.target = line.substr(first + 1, second - first - 1);
    return Done{};
}

Result<Done, Refusal> normaliseTarget(RequestHead& head)
{
    if (head.method == "CONNECT")
        return refused(501, "CONNECT is not served");
    if (head.target.front() == '/' || (head.target == "*" && head.method == "OPTIONS"))
        return Done{};
    const auto scheme = head.target.find("://");
    const auto name = std::string_view(head.target).substr(0, scheme);
    if (scheme == std::string::npos || (!sameName(name, "http") && !sameName(name, "https")))
        return refused(400, "the target is neither a path nor a URL");
    const auto path = head.target.find_first_of("/?", scheme + 3);
    head.target.erase(0, path);
    if (head.target.empty() || head.target.front() == '?')
        head.target.insert(0, "/");
    return Done{};
}

Result<Done, Refusal> checkFraming(const RequestHead& head)
{
    const auto lengths = countOf(head.headers, "Content-Length");
    if (lengths > 1)
        return refused(400, "more than one Content-Length");
    if (const auto* length = findHeader(head.headers, "Content-Length");
        length && (length->empty() || length->find_first_not_of("0123456789") != std::string::npos))
        return refused(400, "Content-Length is not a number");
    const auto* coding = findHeader(head.headers, "Transfer-Encoding");
    if (!coding)
        return Done{};
    if (lengths > 0)
        return refused(400, "both Content-Length and Transfer-Encoding");
    if (head.http10)
        return refused(400, "Transfer-Encoding in HTTP/1.0");
    if (countOf(head.headers, "Transfer-Encoding") > 1 || !sameName(*coding, "chunked"))
        return refused(501, "chunked is the only transfer coding served here");
    return Done{};
}

Result<Done, Refusal> checkHost(const RequestHead& head)
{
    const auto hosts = countOf(head.headers, "Host");
    if (hosts > 1)
        return refused(400, "more than one Host");
    if (hosts == 0 && !head.http10)
        return refused(400, "Host is missing");
    return Done{};
}

Result<Done, Refusal> checkExpectation(RequestHead& head)
{
    const auto* expectation = findHeader(head.headers, "Expect");
    if (!expectation || head.http10)
        return Done{};
    if (!sameName(*expectation, "100-continue"))
        return refused(417, "100-continue is the only expectation met here");
    head.expectsContinue = true;
    return Done{};
}

} // namespace

Result<std::size_t, Refusal> headLength(std::string_view bytes, std::size_t seen, std::size_t limit)
{
    const auto known = bytes.substr(0, limit);
    for (std::size_t i = seen > 3 ? seen - 3 : 0; i < known.size(); ++i) {
        const auto c = static_cast<unsigned char>(known[i]);
        const bool afterReturn = i > 0 && known[i - 1] == '\r';
        if ((c == '\n') != afterReturn)
            return refused(400, "a line does not end with CR LF");
        if ((c < 0x20 && c != '\r' && c != '\n' && c != '\t') || c == 0x7f)
            return refused(400, "a control character in the head");
        if (known.substr(0, i + 1).ends_with("\r\n\r\n"))
            return i + 1;
    }
    if (bytes.size() < limit)
        return std::size_t{0};
    return known.find(kLineEnd) == std::string_view::npos
               ? refused(414, "the request line is longer than " + std::to_string(limit) + " bytes")
               : refused(431, "the head is longer than " + std::to_string(limit) + " bytes");
}

Result<RequestHead, Refusal> parseRequestHead(std::string_view raw)
{
    RequestHead head;
    if (const auto line = parseRequestLine(takeLine(raw), head); !line)
        return Unexpected{line.error()};
    auto headers = parseFields(raw);
    if (!headers)
        return refused(400, headers.error().why);
    head.headers = *std::move(headers);
    for (const auto check : {checkFraming, checkHost})
        if (const auto checked = check(head); !checked)
            return Unexpected{checked.error()};
    for (const auto step : {normaliseTarget, checkExpectation})
        if (const auto done = step(head); !done)
            return Unexpected{done.error()};
    return head;
}

Result<ResponseHead, Malformed> parseResponseHead(std::string_view raw)
{
    const auto line = takeLine(raw);
    const auto code = line.substr(std::min<std::size_t>(line.size(), 9), 3);
    const bool isStatusLine = line.starts_with("HTTP/1.") && line.size() >= 12 && line[8] == ' ' &&
                              code.front() != '0' && code.find_first_not_of("0123456789") == std::string_view::npos &&
                              (line.size() == 12 || line[12] == ' ');
    if (!isStatusLine)
        return Unexpected{Malformed{"the status line is not `HTTP/1.1 200 OK`"}};
    auto headers = parseFields(raw);
    if (!headers)
        return Unexpected{headers.error()};
    ResponseHead head;
    head.status = (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
    head.reason = line.substr(std::min<std::size_t>(line.size(), 13));
    head.headers = *std::move(headers);
    return head;
}

} // namespace readystage::http
