#include "common/codec/Base64.h"

#include <cstdint>

namespace readystage::base64 {

namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

Unexpected<Malformed> notBase64(const std::string& why)
{
    return Unexpected{Malformed{"not base64: " + why}};
}

std::uint32_t byteAt(std::string_view bytes, std::size_t i)
{
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
}

} // namespace

std::string encode(std::string_view bytes)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::uint32_t group = byteAt(bytes, i) << 16U | byteAt(bytes, i + 1) << 8U | byteAt(bytes, i + 2);
        text += kAlphabet[group >> 18U];
        text += kAlphabet[(group >> 12U) & 63U];
        text += i + 1 < bytes.size() ? kAlphabet[(group >> 6U) & 63U] : '=';
        text += i + 2 < bytes.size() ? kAlphabet[group & 63U] : '=';
    }
    return text;
}

Result<std::string, Malformed> decode(std::string_view text)
{
    if (text.size() % 4 != 0)
        return notBase64("its length " + std::to_string(text.size()) + " is no multiple of four");
    std::string_view digits = text;
    while (digits.ends_with('=') && text.size() - digits.size() < 2)
        digits.remove_suffix(1);

    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const auto digit = kAlphabet.find(digits[i]);
        if (digit == std::string_view::npos)
            return notBase64("unexpected character at position " + std::to_string(i));
        bits = bits << 6U | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xFFU);
        }
    }
    if ((bits & ((1U << count) - 1U)) != 0)
        return notBase64("unused bits at the end are not zero");
    return bytes;
}

} // namespace readystage::base64
