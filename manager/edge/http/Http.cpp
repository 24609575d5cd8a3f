#include "manager/edge/http/Http.h"

#include "common/domain/Ascii.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace readystage::http {

namespace {

/// `text` as a JSON string; bytes that are no ASCII go through as they are.
std::string quoted(std::string_view text)
{
    std::string json = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            json += '\\';
            json += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(c));
            json += escaped.data();
        } else {
            json += c;
        }
    }
    return json + "\"";
}

} // namespace

bool sameName(std::string_view a, std::string_view b)
{
    return ascii::equalIgnoringCase(a, b);
}

const std::string* findHeader(const std::vector<Header>& headers, std::string_view name)
{
    const auto found =
        std::ranges::find_if(headers, [&](const Header& header) { return sameName(header.first, name); });
    return found == headers.end() ? nullptr : &found->second;
}

std::string_view Request::path() const
{
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view Request::query() const
{
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

Response answer(int status, std::string_view contentType, std::string body)
{
    Response response;
    response.status = status;
    response.headers.emplace_back("Content-Type", contentType);
    response.body = std::move(body);
    return response;
}

Response problem(int status, std::string_view detail)
{
    std::string body = "{\"type\":\"about:blank\",\"title\":" + quoted(reasonPhrase(status)) +
                       ",\"status\":" + std::to_string(status) + ",\"detail\":" + quoted(detail) + "}\n";
    return answer(status, "application/problem+json", std::move(body));
}

std::string_view reasonPhrase(int status)
{
    struct Phrase {
        int status;
        std::string_view words;
    };

    static constexpr std::array kPhrases = {
        Phrase{100, "Continue"},
        Phrase{101, "Switching Protocols"},
        Phrase{200, "OK"},
        Phrase{201, "Created"},
        Phrase{202, "Accepted"},
        Phrase{203, "Non-Authoritative Information"},
        Phrase{204, "No Content"},
        Phrase{205, "Reset Content"},
        Phrase{206, "Partial Content"},
        Phrase{301, "Moved Permanently"},
        Phrase{302, "Found"},
        Phrase{303, "See Other"},
        Phrase{304, "Not Modified"},
        Phrase{307, "Temporary Redirect"},
        Phrase{308, "Permanent Redirect"},
        Phrase{400, "Bad Request"},
        Phrase{401, "Unauthorized"},
        Phrase{402, "Payment Required"},
        Phrase{403, "Forbidden"},
        Phrase{404, "Not Found"},
        Phrase{405, "Method Not Allowed"},
        Phrase{406, "Not Acceptable"},
        Phrase{407, "Proxy Authentication Required"},
        Phrase{408, "Request Timeout"},
        Phrase{409, "Conflict"},
        Phrase{410, "Gone"},
        Phrase{411, "Length Required"},
        Phrase{412, "Precondition Failed"},
        Phrase{413, "Content Too Large"},
        Phrase{414, "URI Too Long"},
        Phrase{415, "Unsupported Media Type"},
        Phrase{416, "Range Not Satisfiable"},
        Phrase{417, "Expectation Failed"},
        Phrase{421, "Misdirected Request"},
        Phrase{422, "Unprocessable Content"},
        Phrase{425, "Too Early"},
        Phrase{426, "Upgrade Required"},
        Phrase{428, "Precondition Required"},
        Phrase{429, "Too Many Requests"},
        Phrase{431, "Request Header Fields Too Large"},
        Phrase{500, "Internal Server Error"},
        Phrase{501, "Not Implemented"},
        Phrase{502, "Bad Gateway"},
        Phrase{503, "Service Unavailable"},
        Phrase{504, "Gateway Timeout"},
        Phrase{505, "HTTP Version Not Supported"},
        Phrase{507, "Insufficient Storage"},
    };
    const auto found = std::ranges::find(kPhrases, status, &Phrase::status);
    return found == kPhrases.end() ? "Unknown" : found->words;
}

} // namespace readystage::http
