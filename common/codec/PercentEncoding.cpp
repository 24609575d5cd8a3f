#include "common/codec/PercentEncoding.h"

#include "common/codec/Hex.h"
#include "common/domain/Utf8.h"

#include <algorithm>

namespace readystage {

namespace {

bool isLetterOrDigit(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

std::string encodeAllBut(std::string_view text, std::string_view alsoPlain)
{
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size() * 3);
    for (const char c : text) {
        if (isLetterOrDigit(c) || alsoPlain.find(c) != std::string_view::npos) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += kDigits[static_cast<unsigned char>(c) >> 4U];
            encoded += kDigits[static_cast<unsigned char>(c) & 0x0FU];
        }
    }
    return encoded;
}

} // namespace

std::string percentEncode(std::string_view value)
{
    return encodeAllBut(value, ".-*_");
}

Result<std::string, Malformed> percentDecode(std::string_view text)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        const int high = i + 1 < text.size() ? hexDigit(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hexDigit(text[i + 2]) : -1;
        if (high < 0 || low < 0)
            return Unexpected{Malformed{"broken percent escape at position " + std::to_string(i)}};
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    if (!isUtf8(decoded))
        return Unexpected{Malformed{"not UTF-8 after percent decoding"}};
    return decoded;
}

Result<Parameters, Malformed> parseQuery(std::string_view query)
{
    Parameters parameters;
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        if (pair.empty())
            continue; // as Jetty does: a=1&&b=2 has two parameters
        const auto equals = pair.find('=');
        auto name = percentDecode(pair.substr(0, equals));
        if (!name)
            return Unexpected{
                Malformed{"name of parameter " + std::to_string(parameters.size() + 1) + ": " + name.error().why}};
        auto value = percentDecode(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
        if (!value)
            return Unexpected{Malformed{"parameter " + *name + ": " + value.error().why}};
        parameters.emplace_back(*std::move(name), *std::move(value));
    }
    return parameters;
}

std::string toQuery(const Parameters& parameters)
{
    std::string query;
    for (const auto& [name, value] : parameters) {
        query += query.empty() ? "" : "&";
        query += encodeAllBut(name, ".-*_[]") + "=" + percentEncode(value);
    }
    return query;
}

} // namespace readystage
