#include "manager/edge/http/ProxyHeader.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string>

#include <arpa/inet.h>

namespace readystage::http {

namespace {

using Client = Result<std::optional<IpAddress>, Malformed>;

constexpr std::string_view kFirst = "PROXY ";
constexpr std::string_view kSecond("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t kLongestFirst = 107;
constexpr std::size_t kSecondHead = 16;

std::size_t octet(std::string_view text, std::size_t at)
{
    return static_cast<unsigned char>(text[at]);
}

std::size_t lengthOfSecond(std::string_view head)
{
    return octet(head, 14) * 256 + octet(head, 15);
}

Client malformed(const char* why)
{
    return Unexpected{Malformed{std::string("PROXY header: ") + why}};
}

Client parseFirst(std::string_view header)
{
    if (!header.ends_with("\r\n"))
        return malformed("its line does not end");
    std::istringstream words{std::string(header.substr(kFirst.size()))};
    std::string family, from;
    words >> family >> from;
    if (family == "UNKNOWN")
        return std::optional<IpAddress>{};
    const auto address = IpAddress::parse(from);
    if ((family != "TCP4" && family != "TCP6") || !address)
        return malformed("no address of a client");
    return std::optional(*address);
}

Client parseSecond(std::string_view header)
{
    if (header.size() < kSecondHead || header.size() != kSecondHead + lengthOfSecond(header))
        return malformed("not as long as it says");
    const std::size_t command = octet(header, 12);
    if (command == 0x20)
        return std::optional<IpAddress>{};
    const std::size_t family = octet(header, 13) >> 4U;
    const bool v6 = family == 2;
    const std::size_t size = v6 ? 16 : 4;
    if (command != 0x21 || (family != 1 && !v6) || header.size() < kSecondHead + 2 * size + 4)
        return malformed("no address of a client");
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(v6 ? AF_INET6 : AF_INET, header.substr(kSecondHead, size).data(), text.data(), text.size());
    return std::optional(IpAddress::parse(text.data()).value());
}

} // namespace

std::size_t proxyHeaderMissing(std::string_view begun)
{
    if (begun.empty())
        return 1;
    if (begun.front() == kSecond.front()) {
        if (begun.substr(0, kSecond.size()) != kSecond.substr(0, begun.size()))
            return 0;
        const std::size_t whole = begun.size() < kSecondHead ? kSecondHead : kSecondHead + lengthOfSecond(begun);
        return whole - std::min(whole, begun.size());
    }
    const bool begins = kFirst.substr(0, begun.size()) == begun.substr(0, kFirst.size());
    const bool ended = begun.ends_with('\n') || begun.size() >= kLongestFirst;
    return begins && !ended ? 1 : 0;
}

Client parseProxyHeader(std::string_view header)
{
    if (header.starts_with(kFirst))
        return parseFirst(header);
    if (header.starts_with(kSecond))
        return parseSecond(header);
    return malformed("missing");
}

} // namespace readystage::http
