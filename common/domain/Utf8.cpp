#include "common/domain/Utf8.h"

namespace readystage {

namespace {

struct SecondByteRange {
    unsigned char lowest;
    unsigned char highest;
};

/// RFC 3629, section 4: only the second byte's range depends on the first byte.
SecondByteRange secondByteRange(unsigned char first)
{
    switch (first) {
    case 0xE0:
        return {0xA0, 0xBF}; // below: overlong
    case 0xED:
        return {0x80, 0x9F}; // above: surrogates
    case 0xF0:
        return {0x90, 0xBF}; // below: overlong
    case 0xF4:
        return {0x80, 0x8F}; // above: beyond U+10FFFF
    default:
        return {0x80, 0xBF};
    }
}

std::size_t lengthByFirstByte(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF)
        return 3;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

} // namespace

std::size_t utf8SequenceLength(std::string_view bytes)
{
    if (bytes.empty())
        return 0;
    const auto first = static_cast<unsigned char>(bytes[0]);
    const std::size_t length = lengthByFirstByte(first);
    if (length > bytes.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        const auto range = i == 1 ? secondByteRange(first) : SecondByteRange{0x80, 0xBF};
        if (byte < range.lowest || byte > range.highest)
            return 0;
    }
    return length;
}

bool isUtf8(std::string_view bytes)
{
    while (!bytes.empty()) {
        const std::size_t length = utf8SequenceLength(bytes);
        if (length == 0)
            return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::string toUtf8(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = utf8SequenceLength(bytes);
        text += length == 0 ? std::string_view("\xEF\xBF\xBD") : bytes.substr(0, length);
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return text;
}

} // namespace readystage
