#include "common/net/Proxy.h"

#include "common/domain/Ascii.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <arpa/inet.h>

namespace readystage {

namespace {

std::optional<unsigned> number(std::string_view text, unsigned most)
{
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > most)
        return std::nullopt;
    return value;
}

/// The bytes of an IPv4 or IPv6 address; empty for anything else.
std::string bytesOf(std::string_view address)
{
    std::array<char, 16> bytes{};
    const std::string text(address);
    if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1)
        return {bytes.data(), 4};
    if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1)
        return {bytes.data(), 16};
    return {};
}

/// Whether the address is in a network `10.1.0.0/16`.
bool isIn(std::string_view network, std::string_view address)
{
    const auto slash = network.find('/');
    if (slash == std::string_view::npos)
        return false;
    const std::string ours = bytesOf(address), theirs = bytesOf(network.substr(0, slash));
    const auto bits = number(network.substr(slash + 1), static_cast<unsigned>(8 * theirs.size()));
    if (ours.empty() || ours.size() != theirs.size() || !bits)
        return false;
    const std::size_t whole = *bits / 8;
    const unsigned mask = 0xFFU << (8 - *bits % 8) & 0xFFU; // of the byte that is half in it
    return ours.compare(0, whole, theirs, 0, whole) == 0 &&
           (mask == 0 || ((static_cast<unsigned>(ours[whole]) ^ static_cast<unsigned>(theirs[whole])) & mask) == 0);
}

/// Takes `:port` off the end and brackets off the address; false when it is another port.
bool takePort(std::string_view& entry, std::uint16_t port)
{
    const auto colon = entry.rfind(':');
    const bool isBare = std::count(entry.begin(), entry.end(), ':') > 1 && !entry.starts_with('['); // an IPv6 address
    if (colon != std::string_view::npos && !isBare && !entry.ends_with(']')) {
        if (number(entry.substr(colon + 1), 65535) != port)
            return false;
        entry = entry.substr(0, colon);
    }
    if (entry.starts_with('[') && entry.ends_with(']'))
        entry = entry.substr(1, entry.size() - 2);
    return true;
}

bool isBelow(std::string_view host, std::string_view name)
{
    if (name == "*" || host == name)
        return true;
    if (!bytesOf(host).empty())
        return false; // nothing is below an address
    if (name.starts_with("*."))
        name.remove_prefix(1);
    while (name.starts_with('.'))
        name.remove_prefix(1);
    return host == name || (!name.empty() && host.size() > name.size() && host.ends_with(name) &&
                            host[host.size() - name.size() - 1] == '.');
}

bool fits(std::string_view entry, std::string_view host, std::uint16_t port)
{
    return takePort(entry, port) && (isIn(entry, host) || isBelow(host, entry));
}

} // namespace

Result<Url, Malformed> parseProxy(std::string_view text)
{
    auto proxy =
        Url::parse(text.find("://") == std::string_view::npos ? "http://" + std::string(text) : std::string(text));
    if (proxy && proxy->tls)
        return Unexpected{Malformed{"a proxy is spoken to by http"}};
    return proxy;
}

bool isExempt(std::string_view host, std::uint16_t port, std::string_view noProxy)
{
    const std::string name = ascii::lowerCase(host);
    const std::string all = ascii::lowerCase(noProxy);
    for (std::size_t at = 0; at < all.size();) {
        const auto end = std::min(all.find_first_of(", \t", at), all.size());
        if (fits(std::string_view(all).substr(at, end - at), name, port))
            return true;
        at = end + 1;
    }
    return false;
}

} // namespace readystage
