#include "common/domain/Ids.h"

#include "common/domain/Ascii.h"

namespace readystage {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

} // namespace

Result<std::string, Malformed> canonicalUuid(std::string_view text)
{
    constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (text.size() != kForm.size())
        return Unexpected{Malformed{"expected a UUID of 36 characters"}};
    std::string canonical;
    for (std::size_t i = 0; i < kForm.size(); ++i) {
        if (kForm[i] == '-' ? text[i] != '-' : !ascii::isHexDigit(text[i]))
            return Unexpected{Malformed{"expected a UUID, like 2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11"}};
        canonical += ascii::lower(text[i]);
    }
    return canonical;
}

Result<Incarnation, Malformed> Incarnation::parse(std::string_view text)
{
    if (text.size() != 32 || text.find_first_not_of(kHexDigits) != std::string_view::npos)
        return Unexpected{Malformed{"expected 32 lower-case hexadecimal digits"}};
    return Incarnation(std::string(text));
}

Incarnation Incarnation::fromBytes(const std::array<unsigned char, 16>& random)
{
    std::string text;
    for (const unsigned char byte : random) {
        text += kHexDigits[byte >> 4U];
        text += kHexDigits[byte & 0x0FU];
    }
    return Incarnation(std::move(text));
}

} // namespace readystage
