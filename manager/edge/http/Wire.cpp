#include "manager/edge/http/Wire.h"

#include "common/domain/Ascii.h"
#include "manager/edge/http/Head.h"

#include <algorithm>
#include <array>

namespace readystage::http {

namespace {

void appendLine(std::string& head, std::string_view name, std::string_view value)
{
    head.append(name).append(": ").append(value).append("\r\n");
}

bool isAnyOf(std::string_view name, std::initializer_list<std::string_view> names)
{
    return std::ranges::any_of(names, [&](std::string_view other) { return sameName(name, other); });
}

bool breaksLine(std::string_view text)
{
    return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

/// The names a Connection header lists are headers of this hop, too.
std::vector<std::string_view> namedByConnection(const std::vector<Header>& headers)
{
    std::vector<std::string_view> names;
    for (const auto& [name, value] : headers) {
        if (!sameName(name, "Connection"))
            continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const auto item = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(rest.size(), item.size() + 1));
            const auto first = item.find_first_not_of(" \t");
            if (first != std::string_view::npos)
                names.push_back(item.substr(first, item.find_last_not_of(" \t") - first + 1));
        }
    }
    return names;
}

bool isOfOneHop(std::string_view name)
{
    static constexpr std::string_view kProxy = "Proxy-";
    return isAnyOf(name, {"Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade"}) ||
           sameName(name.substr(0, kProxy.size()), kProxy);
}

/// CloudStack believes these: its proxy.header.names, those of 4.11, and what Jetty's ForwardedRequestCustomizer reads.
bool namesClientAddress(std::string_view name)
{
    return isAnyOf(
        name, {"X-Forwarded-For", "Forwarded", "X-Real-IP", "HTTP_CLIENT_IP", "HTTP_X_FORWARDED_FOR", "Remote_Addr"});
}

} // namespace

std::string httpDate(std::chrono::sys_seconds when)
{
    constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
    constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const auto midnight = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date(midnight);
    const std::chrono::hh_mm_ss time(when - midnight);
    const auto two = [](auto number) { return std::to_string(100 + number).substr(1); };
    const auto day = std::chrono::weekday(midnight).c_encoding();
    std::string text(kDays.substr(std::size_t{3} * day, 3));
    text += ", " + two(static_cast<unsigned>(date.day())) + ' ';
    text += kMonths.substr(std::size_t{3} * (static_cast<unsigned>(date.month()) - 1), 3);
    text += ' ' + std::to_string(static_cast<int>(date.year())) + ' ' + two(time.hours().count()) + ':';
    return text + two(time.minutes().count()) + ':' + two(time.seconds().count()) + " GMT";
}

bool hasBody(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

std::string responseHead(const Response& response, const AnswerTo& to)
{
    const bool measured = !response.body.empty() || (hasBody(response.status) && !to.head);
    const auto* announced = findHeader(response.headers, "Content-Length");
    const auto reason = response.reason.empty() ? reasonPhrase(response.status) : response.reason;

    std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ';
    head.append(reason).append("\r\n");
    for (const auto& [name, value] : response.headers)
        if (!isAnyOf(name, {"Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length"}))
            appendLine(head, name, value);
    if (!to.date.empty() && findHeader(response.headers, "Date") == nullptr)
        appendLine(head, "Date", to.date);
    if (measured && hasBody(response.status))
        appendLine(head, "Content-Length", std::to_string(response.body.size()));
    else if (announced && response.status != 204)
        appendLine(head, "Content-Length", *announced);
    if (!to.keepAlive)
        appendLine(head, "Connection", "close");
    else if (to.http10)
        appendLine(head, "Connection", "keep-alive");
    return head + "\r\n";
}

std::string whyUnsendable(const Response& response)
{
    if (response.status < 200 || response.status > 999)
        return "status " + std::to_string(response.status);
    if (breaksLine(response.reason))
        return "a line break in the reason";
    for (const auto& [name, value] : response.headers)
        if (!ascii::isToken(name) || breaksLine(value))
            return "a header that would not be one line: " + name;
    return {};
}

std::vector<Header> endToEnd(const std::vector<Header>& headers)
{
    const auto named = namedByConnection(headers);
    std::vector<Header> kept;
    for (const auto& header : headers) {
        const bool isNamed = std::ranges::any_of(named, [&](auto name) { return sameName(name, header.first); });
        if (!isNamed && !isOfOneHop(header.first))
            kept.push_back(header);
    }
    return kept;
}

std::string requestHead(const Request& request, std::string_view server)
{
    std::string head = request.method + ' ' + request.target + " HTTP/1.1\r\n";
    const auto headers = endToEnd(request.headers);
    if (findHeader(headers, "Host") == nullptr)
        appendLine(head, "Host", server);
    bool measured = request.body.empty();
    for (const auto& [name, value] : headers) {
        if (sameName(name, "Expect") || namesClientAddress(name))
            continue;
        if (sameName(name, "Content-Length")) {
            appendLine(head, name, std::to_string(request.body.size()));
            measured = true;
        } else {
            appendLine(head, name, value);
        }
    }
    if (!measured)
        appendLine(head, "Content-Length", std::to_string(request.body.size()));
    appendLine(head, "X-Forwarded-For", request.peer.str());
    appendLine(head, "Connection", "close");
    return head + "\r\n";
}

} // namespace readystage::http
