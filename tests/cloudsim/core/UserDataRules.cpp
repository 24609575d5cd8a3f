#include "tests/cloudsim/core/UserDataRules.h"

#include "common/codec/Base64.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace readystage::cloudsim {

namespace {

constexpr std::size_t kMaxByGet = 4096;
constexpr std::size_t kMaxByPost = 1048576;
constexpr std::size_t kTooLongByGetIn411 = 4096;
constexpr std::size_t kTooLongByPostIn411 = 32768;

[[noreturn]] void refuse(const std::string& why)
{
    throw Refusal(431, kInvalidParameterValue, why);
}

bool isBlank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

std::optional<unsigned> sixBits(char c)
{
    if (c >= 'A' && c <= 'Z')
        return static_cast<unsigned>(c - 'A');
    if (c >= 'a' && c <= 'z')
        return static_cast<unsigned>(c - 'a') + 26;
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0') + 52;
    if (c == '+' || c == '-')
        return 62;
    if (c == '/' || c == '_')
        return 63;
    return std::nullopt;
}

/// java.net.URLDecoder, which CloudStack applies once more when there is a "%" in the text.
std::string decodeUrl(const std::string& text)
{
    const auto refuseUrl = [](const std::string& why) { throw Refusal(431, kServerApi, "URLDecoder: " + why); };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        if (i + 2 >= text.size())
            refuseUrl("Incomplete trailing escape (%) pattern");
        const std::string digits = text.substr(i + 1, 2);
        const auto wrong =
            std::find_if(digits.begin(), digits.end(), [](unsigned char c) { return std::isxdigit(c) == 0; });
        if (wrong != digits.end())
            refuseUrl("Illegal hex characters in escape (%) pattern - Error at index " +
                      std::to_string(wrong - digits.begin()) + " in: \"" + digits + "\"");
        out += static_cast<char>(std::stoi(digits, nullptr, 16));
        i += 2;
    }
    return out;
}

void checkLength(std::size_t length, bool isPost, std::size_t maxLength)
{
    if (length > (isPost ? kMaxByPost : kMaxByGet))
        refuse(std::string("User data is too long for http ") + (isPost ? "POST" : "GET") + " request");
    if (length > maxLength)
        refuse("User data has exceeded configurable max length: " + std::to_string(maxLength));
}

void checkLengthIn411(std::size_t length, bool isPost)
{
    if (length >= (isPost ? kTooLongByPostIn411 : kTooLongByGetIn411))
        refuse(std::string("User data is too long for an http ") + (isPost ? "POST" : "GET") + " request");
}

} // namespace

std::string decodeLeniently(const std::string& text)
{
    std::string bytes;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        if (c == '=')
            break;
        const auto six = sixBits(c);
        if (!six)
            continue;
        bits = (bits << 6) | *six;
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>((bits >> count) & 0xFF);
        }
    }
    return bytes;
}

std::string storedUserData(const std::string& given, bool isPost, std::size_t maxLength, bool oldRelease)
{
    if (std::all_of(given.begin(), given.end(), isBlank))
        return {};
    const std::string text = given.find('%') == std::string::npos ? given : decodeUrl(given);
    if (std::any_of(text.begin(), text.end(), [](char c) { return c != '=' && !isBlank(c) && !sixBits(c); }))
        refuse("User data is not base64 encoded.");
    if (oldRelease)
        checkLengthIn411(text.size(), isPost);
    else
        checkLength(text.size(), isPost, maxLength);
    const std::string bytes = decodeLeniently(text);
    if (bytes.empty())
        refuse("User data is too short.");
    return base64::encode(bytes);
}

} // namespace readystage::cloudsim
