#include "tests/cloudsim/core/Value.h"

#include "tests/cloudsim/core/Refusal.h"

#include <cassert>
#include <cctype>

namespace readystage::cloudsim {

namespace {

void writeJsonText(std::string& out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        case '\b':
            out += "\\b";
            break;
        case '\f':
            out += "\\f";
            break;
        default:
            out += c; // other control characters come out raw: replaceUnicodeEscapes() undoes Gson's escape
        }
    }
    out += '"';
}

void writeXmlText(std::string& out, std::string_view text)
{
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&apos;";
            break;
        default:
            out += c;
        }
    }
}

void appendUtf8(std::string& out, unsigned codeUnit)
{
    if (codeUnit < 0x80) {
        out += static_cast<char>(codeUnit);
    } else if (codeUnit < 0x800) {
        out += static_cast<char>(0xC0 | (codeUnit >> 6));
        out += static_cast<char>(0x80 | (codeUnit & 0x3F));
    } else {
        out += static_cast<char>(0xE0 | (codeUnit >> 12));
        out += static_cast<char>(0x80 | ((codeUnit >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (codeUnit & 0x3F));
    }
}

bool isEscapeAt(const std::string& json, std::size_t at)
{
    if (at + 6 > json.size() || json[at] != '\\' || json[at + 1] != 'u')
        return false;
    for (std::size_t i = at + 2; i < at + 6; ++i)
        if (std::isxdigit(static_cast<unsigned char>(json[i])) == 0)
            return false;
    return true;
}

} // namespace

Value Value::number(std::string written)
{
    Value value(Kind::number);
    value.text_ = std::move(written);
    return value;
}

Value& Value::add(std::string_view name, Value value) &
{
    assert(kind_ == Kind::object || kind_ == Kind::map);
    children_.emplace_back(name, std::move(value));
    return *this;
}

Value&& Value::add(std::string_view name, Value value) &&
{
    add(name, std::move(value));
    return std::move(*this);
}

Value& Value::addIfAny(std::string_view name, const std::string& text) &
{
    if (!text.empty())
        add(name, text);
    return *this;
}

Value& Value::push(Value value) &
{
    assert(kind_ == Kind::list);
    children_.emplace_back(std::string(), std::move(value));
    return *this;
}

Value&& Value::push(Value value) &&
{
    push(std::move(value));
    return std::move(*this);
}

const Value* Value::find(std::string_view name) const
{
    for (const auto& [itsName, value] : children_)
        if (itsName == name)
            return &value;
    return nullptr;
}

std::string Value::json() const
{
    std::string out;
    writeJson(out);
    return out;
}

std::string Value::xml() const
{
    std::string out;
    writeXml(out);
    return out;
}

void Value::writeJson(std::string& out) const
{
    switch (kind_) {
    case Kind::text:
        return writeJsonText(out, text_);
    case Kind::number:
        out += plain();
        return;
    case Kind::boolean:
        out += number_ != 0 ? "true" : "false";
        return;
    case Kind::object:
    case Kind::map:
    case Kind::list:
        break;
    }
    const bool named = kind_ != Kind::list;
    out += named ? '{' : '[';
    bool first = true;
    for (const auto& [name, value] : children_) {
        if (!first)
            out += ',';
        first = false;
        if (named) {
            writeJsonText(out, name);
            out += ':';
        }
        value.writeJson(out);
    }
    out += named ? '}' : ']';
}

void Value::writeXml(std::string& out) const
{
    for (const auto& [name, value] : children_) {
        if (value.kind_ != Kind::list) {
            value.writeXmlElement(out, name);
            continue;
        }
        for (const auto& item : value.children_) {
            // texts in a collection are not escaped (ApiResponseSerializer.serializeResponseObjFieldsXML)
            if (item.second.kind_ == Kind::text)
                out.append("<")
                    .append(name)
                    .append(">")
                    .append(item.second.text_)
                    .append("</")
                    .append(name)
                    .append(">");
            else
                item.second.writeXmlElement(out, name);
        }
    }
}

void Value::writeXmlElement(std::string& out, std::string_view name) const
{
    out.append("<").append(name).append(">");
    if (kind_ == Kind::object)
        writeXml(out);
    else
        writeXmlText(out, plain());
    out.append("</").append(name).append(">");
}

std::string Value::plain() const
{
    switch (kind_) {
    case Kind::text:
        return text_;
    case Kind::number:
        return text_.empty() ? std::to_string(number_) : text_;
    case Kind::boolean:
        return number_ != 0 ? "true" : "false";
    case Kind::object:
    case Kind::list:
    case Kind::map:
        break;
    }
    std::string out = "{";
    for (const auto& [name, value] : children_)
        out.append(out.size() > 1 ? ", " : "").append(name).append("=").append(value.plain());
    return out + "}";
}

std::string replaceUnicodeEscapes(std::string json)
{
    std::size_t at = json.find("\\u");
    if (at == std::string::npos)
        return json;
    std::string out;
    std::size_t copied = 0;
    for (; at != std::string::npos; at = json.find("\\u", at + 1)) {
        if (!isEscapeAt(json, at))
            continue;
        const unsigned codeUnit = static_cast<unsigned>(std::stoul(json.substr(at + 2, 4), nullptr, 16));
        if (codeUnit == '$')
            throw Refusal(431, kServerApi, "Illegal group reference: group index is missing");
        if (codeUnit == '\\')
            throw Refusal(431, kServerApi, "character to be escaped is missing");
        out.append(json, copied, at - copied);
        appendUtf8(out, codeUnit);
        copied = at + 6;
        at += 5;
    }
    return out.append(json, copied);
}

} // namespace readystage::cloudsim
