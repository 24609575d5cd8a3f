#include "common/domain/IpAddress.h"

#include <array>

#include <arpa/inet.h>

namespace readystage {

namespace {

std::string textOf(int family, const void* address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(family, address, text.data(), text.size());
    return text.data();
}

} // namespace

Result<IpAddress, Malformed> IpAddress::parse(std::string_view text)
{
    const std::string terminated(text);
    in_addr v4{};
    in6_addr v6{};
    if (terminated.find('\0') != std::string::npos)
        return Unexpected{Malformed{"expected an IP address"}};
    if (inet_pton(AF_INET, terminated.c_str(), &v4) == 1)
        return IpAddress(textOf(AF_INET, &v4));
    if (inet_pton(AF_INET6, terminated.c_str(), &v6) != 1)
        return Unexpected{Malformed{"expected an IP address"}};
    if (IN6_IS_ADDR_V4MAPPED(&v6))
        return IpAddress(textOf(AF_INET, &v6.s6_addr[12]));
    return IpAddress(textOf(AF_INET6, &v6));
}

} // namespace readystage
