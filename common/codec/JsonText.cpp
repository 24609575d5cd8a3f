#include "common/codec/Json.h"

#include "common/codec/Hex.h"

#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace readystage {

namespace {

std::string escaped(char c)
{
    constexpr std::string_view kMeanings = "\"\\\b\f\n\r\t";
    constexpr std::string_view kLetters = "\"\\bfnrt";
    if (const auto i = kMeanings.find(c); i != std::string_view::npos)
        return std::string("\\") + kLetters[i];
    if (static_cast<unsigned char>(c) < 0x20)
        return "\\u00" + toHex(std::string_view(&c, 1));
    return {c};
}

} // namespace

std::string jsonString(std::string_view text)
{
    std::string json = "\"";
    for (const char c : text)
        json += escaped(c);
    return json + "\"";
}

JsonText& JsonText::addRaw(std::string_view name, std::string_view json)
{
    members_ += members_.empty() ? "" : ",";
    members_ += jsonString(name) + ":";
    members_ += json;
    return *this;
}

JsonText& JsonText::add(std::string_view name, std::string_view value)
{
    return addRaw(name, jsonString(value));
}

JsonText& JsonText::add(std::string_view name, std::int64_t value)
{
    return addRaw(name, std::to_string(value));
}

JsonText& JsonText::add(std::string_view name, double value)
{
    if (!std::isfinite(value))
        throw std::logic_error("JSON has no number for infinity and NaN");
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return addRaw(name, std::string_view(text.data(), static_cast<std::size_t>(end - text.data())));
}

JsonText& JsonText::add(std::string_view name, bool value)
{
    return addRaw(name, value ? "true" : "false");
}

JsonText& JsonText::add(std::string_view name, const std::vector<std::string>& values)
{
    std::string json;
    for (const auto& value : values)
        json += (json.empty() ? "" : ",") + jsonString(value);
    return addRaw(name, "[" + json + "]");
}

JsonText& JsonText::add(std::string_view name, const JsonText& object)
{
    return addRaw(name, object.str());
}

JsonText& JsonText::addArray(std::string_view name, const std::vector<JsonText>& objects)
{
    std::string json;
    for (const auto& object : objects)
        json += (json.empty() ? "" : ",") + object.str();
    return addRaw(name, "[" + json + "]");
}

} // namespace readystage
