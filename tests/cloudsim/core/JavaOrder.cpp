#include "tests/cloudsim/core/JavaOrder.h"

#include <cstdint>

namespace readystage::cloudsim {

namespace {

/// The character of UTF-8 at `at`, behind which `at` is moved; what is no UTF-8 counts byte by byte.
std::uint32_t takeCharacter(std::string_view text, std::size_t& at)
{
    const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byteAt(at++);
    const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    if (more == 0 || text.size() - at < more)
        return first;
    std::uint32_t character = first & (0x3FU >> more);
    for (std::size_t i = 0; i < more; ++i)
        character = (character << 6) | (byteAt(at++) & 0x3FU);
    return character;
}

std::uint32_t javaHash(std::string_view text)
{
    std::uint32_t hash = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::uint32_t character = takeCharacter(text, at);
        if (character >= 0x10000)
            hash = 31 * hash + (0xD800 + ((character - 0x10000) >> 10));
        hash = 31 * hash + (character >= 0x10000 ? 0xDC00 + (character & 0x3FF) : character);
    }
    return hash;
}

} // namespace

std::size_t javaBucket(std::string_view key, std::size_t entries)
{
    std::size_t buckets = 16;
    while (entries > buckets / 4 * 3)
        buckets *= 2;
    const std::uint32_t hash = javaHash(key);
    return (hash ^ (hash >> 16)) & (buckets - 1);
}

} // namespace readystage::cloudsim
