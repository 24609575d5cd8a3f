#include "tests/cloudsim/core/MimeMultipart.h"

#include "common/codec/Base64.h"
#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/UserDataRules.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

/// The value of a header, without its parameters; empty: it is not there.
std::string headerIn(std::string_view head, std::string_view name)
{
    while (!head.empty()) {
        const std::string_view line = head.substr(0, head.find('\n'));
        head.remove_prefix(std::min(head.size(), line.size() + 1));
        const std::size_t colon = std::min(line.find(':'), line.size());
        if (colon == line.size() || !ascii::equalIgnoringCase(line.substr(0, colon), name))
            continue;
        const std::string_view value = line.substr(colon + 1, std::min(line.find(';', colon), line.size()) - colon - 1);
        const std::size_t first = std::min(value.find_first_not_of(" \t\r"), value.size());
        return std::string(value.substr(first, value.find_last_not_of(" \t\r") + 1 - first));
    }
    return "";
}

MimePart partOf(const std::string& section)
{
    const std::size_t crlf = section.find("\r\n\r\n");
    const std::size_t lf = section.find("\n\n");
    const std::size_t end = std::min({crlf, lf, section.size()});
    const std::string head = section.substr(0, end);
    std::string body = end == section.size() ? "" : section.substr(end + (end == crlf ? 4 : 2));
    body.erase(body.find_last_not_of("\r\n") + 1);
    const std::string type = headerIn(head, "Content-Type");
    const bool encoded = ascii::equalIgnoringCase(headerIn(head, "Content-Transfer-Encoding"), "base64");
    return {type.empty() ? "text/plain" : type, encoded ? decodeLeniently(body) : body};
}

} // namespace

std::string mimeMultipart(const std::vector<MimePart>& parts, const std::string& token)
{
    const std::string boundary = "----=_Part_0_" + token;
    std::string out = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; \r\nboundary=\"" + boundary + "\"\r\n\r\n";
    for (const MimePart& part : parts)
        out += "--" + boundary + "\r\nContent-Type: " + part.type +
               "; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64::encode(part.text) + "\r\n";
    return out + "--" + boundary + "--\r\n";
}

std::vector<MimePart> partsOf(const std::string& message)
{
    constexpr std::string_view kBoundary = "boundary=\"";
    const std::size_t named = message.find(kBoundary);
    const std::size_t begin = named == std::string::npos ? named : named + kBoundary.size();
    const std::size_t end = message.find('"', begin);
    std::vector<MimePart> parts;
    if (named == std::string::npos || end == std::string::npos)
        return parts;
    const std::string mark = "\n--" + message.substr(begin, end - begin);
    std::size_t at = message.find(mark, end);
    while (at != std::string::npos && message.compare(at + mark.size(), 2, "--") != 0) {
        const std::size_t first = std::min(message.find('\n', at + mark.size()), message.size() - 1) + 1;
        const std::size_t next = message.find(mark, first - 1);
        parts.push_back(partOf(message.substr(first, next == std::string::npos ? next : next - first)));
        at = next;
    }
    return parts;
}

} // namespace readystage::cloudsim
