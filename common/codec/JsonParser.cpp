#include "common/codec/JsonParser.h"

#include "common/codec/Hex.h"
#include "common/domain/Utf8.h"

#include <algorithm>

namespace readystage {

namespace {

constexpr unsigned kMaxDepth = 64;

void appendUtf8(std::string& out, unsigned codePoint)
{
    const auto append = [&out](unsigned byte) { out += static_cast<char>(byte); };
    if (codePoint < 0x80) {
        append(codePoint);
        return;
    }
    if (codePoint < 0x800) {
        append(0xC0U | codePoint >> 6U);
    } else {
        if (codePoint < 0x10000) {
            append(0xE0U | codePoint >> 12U);
        } else {
            append(0xF0U | codePoint >> 18U);
            append(0x80U | (codePoint >> 12U & 0x3FU));
        }
        append(0x80U | (codePoint >> 6U & 0x3FU));
    }
    append(0x80U | (codePoint & 0x3FU));
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

Json JsonParser::parse()
{
    if (!isUtf8(text_))
        throw JsonError("not JSON: not UTF-8");
    skipSpace();
    if (peek() != '{' && peek() != '[')
        fail("expected an object or an array");
    value(0, "", 0);
    skipSpace();
    if (at_ != text_.size())
        fail("more after the end of the document");
    return {std::make_shared<const std::vector<Json::Node>>(std::move(nodes_)), 0};
}

void JsonParser::value(std::size_t parent, std::string name, unsigned depth)
{
    const std::size_t self = nodes_.size();
    skipSpace();
    nodes_.push_back({Kind::null, parent, 0, std::move(name), lineHere(), ""});
    const char first = peek();
    if (first == '{' || first == '[') {
        ++at_;
        nodes_[self].kind = first == '{' ? Kind::object : Kind::array;
        container(self, first == '{' ? '}' : ']', depth + 1);
    } else if (first == '"') {
        nodes_[self].kind = Kind::string;
        nodes_[self].text = string();
    } else if (first == '-' || isDigit(first)) {
        nodes_[self].kind = Kind::number;
        nodes_[self].text = number();
    } else if (first == 't') {
        literal(self, "true", Kind::truth);
    } else if (first == 'f') {
        literal(self, "false", Kind::truth);
    } else {
        literal(self, "null", Kind::null);
    }
    nodes_[self].end = nodes_.size();
}

void JsonParser::container(std::size_t self, char close, unsigned depth)
{
    if (depth > kMaxDepth)
        fail("nested deeper than " + std::to_string(kMaxDepth));
    const bool isObject = nodes_[self].kind == Kind::object;
    skipSpace();
    if (accept(close))
        return;
    do {
        if (isObject)
            member(self, depth);
        else
            value(self, "", depth);
        skipSpace();
    } while (accept(','));
    expect(close);
    if (isObject)
        checkNames(self);
}

void JsonParser::member(std::size_t object, unsigned depth)
{
    skipSpace();
    if (peek() != '"')
        fail("expected a name in quotes");
    std::string name = string();
    skipSpace();
    expect(':');
    value(object, std::move(name), depth);
}

void JsonParser::checkNames(std::size_t object)
{
    std::vector<std::string_view> names;
    for (std::size_t child = object + 1; child < nodes_.size(); child = nodes_[child].end)
        names.emplace_back(nodes_[child].name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end())
        fail("the name " + jsonString(*twice) + " stands twice in one object");
}

void JsonParser::literal(std::size_t self, std::string_view word, Kind kind)
{
    if (text_.substr(at_, word.size()) != word)
        fail("expected a value");
    at_ += word.size();
    nodes_[self].kind = kind;
    nodes_[self].text = word;
}

std::string JsonParser::number()
{
    const std::size_t begin = at_;
    accept('-');
    if (!accept('0'))
        digits();
    if (accept('.'))
        digits();
    if (accept('e') || accept('E')) {
        if (!accept('+'))
            accept('-');
        digits();
    }
    return std::string(text_.substr(begin, at_ - begin));
}

void JsonParser::digits()
{
    if (!isDigit(peek()))
        fail("expected a digit");
    while (isDigit(peek()))
        ++at_;
}

std::string JsonParser::string()
{
    expect('"');
    std::string out;
    while (!accept('"')) {
        if (at_ == text_.size())
            fail("a string without an end");
        if (static_cast<unsigned char>(peek()) < 0x20)
            fail("a control character in a string");
        if (accept('\\'))
            escape(out);
        else
            out += text_[at_++];
    }
    return out;
}

void JsonParser::escape(std::string& out)
{
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const auto letter = at_ < text_.size() ? kLetters.find(peek()) : std::string_view::npos;
    if (letter != std::string_view::npos) {
        ++at_;
        out += kMeanings[letter];
        return;
    }
    if (!accept('u'))
        fail("an escape that does not exist");
    unsigned codePoint = fourHexDigits();
    if (codePoint >= 0xD800 && codePoint < 0xDC00 && text_.substr(at_, 2) == "\\u") {
        at_ += 2;
        const unsigned low = fourHexDigits();
        codePoint =
            low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((codePoint - 0xD800) << 10U) + (low - 0xDC00) : codePoint;
    }
    if (codePoint >= 0xD800 && codePoint < 0xE000)
        fail("half a surrogate pair");
    appendUtf8(out, codePoint);
}

unsigned JsonParser::fourHexDigits()
{
    unsigned value = 0;
    for (int i = 0; i < 4; ++i) {
        const int digit = hexDigit(peek());
        if (digit < 0)
            fail("expected four hexadecimal digits after \\u");
        value = value * 16 + static_cast<unsigned>(digit);
        ++at_;
    }
    return value;
}

void JsonParser::skipSpace()
{
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
        ++at_;
}

bool JsonParser::accept(char c)
{
    if (at_ == text_.size() || text_[at_] != c)
        return false;
    ++at_;
    return true;
}

void JsonParser::expect(char c)
{
    if (!accept(c))
        fail(std::string("expected ") + c);
}

std::size_t JsonParser::lineHere()
{
    const auto counted = text_.substr(lineKnownAt_, at_ - lineKnownAt_);
    line_ += static_cast<std::size_t>(std::count(counted.begin(), counted.end(), '\n'));
    lineKnownAt_ = at_;
    return line_;
}

void JsonParser::fail(const std::string& what) const
{
    throw JsonError("not JSON: " + what + " at byte " + std::to_string(at_));
}

} // namespace readystage
