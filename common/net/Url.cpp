#include "common/net/Url.h"

#include "common/domain/IpAddress.h"

#include <charconv>

namespace readystage {

namespace {

constexpr std::string_view kHostCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
constexpr std::size_t kMaxUrlBytes = std::size_t{16} * 1024;

Unexpected<Malformed> notUrl(const std::string& why)
{
    return Unexpected{Malformed{"not an http or https URL: " + why}};
}

/// Visible ASCII without what RFC 3986 does not allow anywhere in a URL; a backslash is where parsers disagree about
/// the host.
bool mayStandInUrl(char c)
{
    return c > 0x20 && c < 0x7F && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
}

/// 127.1, 2130706433 and 0x7f.1 are addresses to some resolvers, names to others.
bool looksNumeric(std::string_view host)
{
    const std::string_view last = host.substr(host.find_last_of('.') + 1);
    return last.find_first_not_of("0123456789") == std::string_view::npos || last.starts_with("0x") ||
           last.starts_with("0X");
}

bool isHost(std::string_view text)
{
    const std::string_view name = text.substr(0, text.size() - (text.ends_with('.') ? 1 : 0));
    if (looksNumeric(name))
        return IpAddress::parse(text).has_value();
    return name.size() <= 253 && name.find_first_not_of(kHostCharacters) == std::string_view::npos &&
           name.find("..") == std::string_view::npos && name.front() != '.' && name.front() != '-';
}

/// Takes `host` or `[address]` off the front of `authority`; empty when there is none.
std::string takeHost(std::string_view& authority)
{
    std::string_view host;
    if (authority.starts_with('[')) {
        host = authority.substr(1, authority.find(']') - 1);
        if (host.size() + 2 > authority.size() || host.find(':') == std::string_view::npos || !IpAddress::parse(host))
            return "";
        authority.remove_prefix(host.size() + 2);
    } else {
        host = authority.substr(0, authority.find(':'));
        if (!isHost(host))
            return "";
        authority.remove_prefix(host.size());
    }
    return std::string(host);
}

/// `:port` or nothing at all; 0 when it is neither.
std::uint16_t portIn(std::string_view text, std::uint16_t fallback)
{
    if (text.empty())
        return fallback;
    std::uint16_t port = 0;
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + 1, end, port);
    return text[0] == ':' && read.ec == std::errc() && read.ptr == end ? port : std::uint16_t{0};
}

} // namespace

Result<Url, Malformed> Url::parse(std::string_view text)
{
    Url url;
    if (text.size() > kMaxUrlBytes)
        return notUrl("too long");
    for (const char c : text)
        if (!mayStandInUrl(c) || c == '#')
            return notUrl("it has a fragment, white space or a character that must be percent-encoded");
    if (text.starts_with("https://"))
        url.tls = true;
    else if (!text.starts_with("http://"))
        return notUrl("it must begin with http:// or https://");
    text.remove_prefix(url.tls ? 8 : 7);

    const auto authorityEnd = text.find_first_of("/?");
    std::string_view authority = text.substr(0, authorityEnd);
    url.target = authorityEnd == std::string_view::npos ? "/" : std::string(text.substr(authorityEnd));
    if (url.target[0] == '?')
        url.target.insert(0, 1, '/');
    if (authority.find('@') != std::string_view::npos)
        return notUrl("a user name has no place in it");
    url.host = takeHost(authority);
    if (url.host.empty())
        return notUrl("its host is neither a name nor an address");
    url.port = portIn(authority, url.tls ? 443 : 80);
    if (url.port == 0)
        return notUrl("its port is not 1 to 65535");
    return url;
}

std::string Url::str() const
{
    const bool isV6 = host.find(':') != std::string::npos;
    return (tls ? "https://" : "http://") + (isV6 ? "[" + host + "]" : host) + ":" + std::to_string(port) + target;
}

} // namespace readystage
