#include "tests/cloudsim/core/Ipv4.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace readystage::cloudsim {

std::string macOf(std::uint32_t address)
{
    std::array<char, 18> text{};
    std::snprintf(text.data(), text.size(), "02:00:%02x:%02x:%02x:%02x", address >> 24, (address >> 16) & 0xFF,
                  (address >> 8) & 0xFF, address & 0xFF);
    return text.data();
}

std::optional<std::uint32_t> parseIpv4(std::string_view text)
{
    std::uint32_t address = 0;
    const char* at = text.data();
    const char* const end = at + text.size();
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && (at == end || *at++ != '.'))
            return std::nullopt;
        unsigned byte = 0;
        const auto read = std::from_chars(at, end, byte);
        if (read.ec != std::errc() || read.ptr - at > 3 || byte > 255)
            return std::nullopt;
        address = (address << 8) | byte;
        at = read.ptr;
    }
    return at == end ? std::optional(address) : std::nullopt;
}

std::string formatIpv4(std::uint32_t address)
{
    return std::to_string(address >> 24) + "." + std::to_string((address >> 16) & 0xFF) + "." +
           std::to_string((address >> 8) & 0xFF) + "." + std::to_string(address & 0xFF);
}

} // namespace readystage::cloudsim
