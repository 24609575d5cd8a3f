#include "common/codec/Json.h"

#include "common/codec/JsonNode.h"
#include "common/codec/JsonParser.h"

#include <algorithm>
#include <charconv>

namespace readystage {

Json Json::parse(std::string_view text)
{
    return JsonParser::parse(text);
}

const Json::Node& Json::node() const
{
    return (*nodes_)[self_];
}

/// `run.noop`, `vms[3].id`; empty for the whole document.
std::string Json::path(std::size_t self) const
{
    if (self == 0)
        return "";
    const Node& node = (*nodes_)[self];
    const std::string parent = path(node.parent);
    if ((*nodes_)[node.parent].kind == Node::Kind::object)
        return parent + (parent.empty() ? "" : ".") + node.name;
    std::size_t index = 0;
    for (std::size_t i = node.parent + 1; i < self; i = (*nodes_)[i].end)
        ++index;
    return parent + "[" + std::to_string(index) + "]";
}

void Json::fail(const std::string& expected) const
{
    const std::string where = path(self_);
    throw JsonError((where.empty() ? "the document" : where) + ": " + expected);
}

std::optional<Json> Json::member(std::string_view name) const
{
    if (!isObject())
        fail("expected an object");
    for (std::size_t i = self_ + 1; i < node().end; i = (*nodes_)[i].end)
        if ((*nodes_)[i].name == name)
            return Json(nodes_, i);
    return std::nullopt;
}

bool Json::has(std::string_view name) const
{
    return member(name).has_value();
}

Json Json::at(std::string_view name) const
{
    auto found = member(name);
    if (!found) {
        const std::string where = path(self_);
        throw JsonError(where + (where.empty() ? "" : ".") + std::string(name) + ": missing");
    }
    return *std::move(found);
}

std::optional<Json> Json::find(std::string_view name) const
{
    auto found = member(name);
    return found && found->node().kind != Node::Kind::null ? found : std::nullopt;
}

std::size_t Json::line() const
{
    return node().line;
}

bool Json::isObject() const
{
    return node().kind == Node::Kind::object;
}

bool Json::isArray() const
{
    return node().kind == Node::Kind::array;
}

bool Json::isString() const
{
    return node().kind == Node::Kind::string;
}

std::string Json::asString() const
{
    if (!isString())
        fail("expected a string");
    return node().text;
}

std::int64_t Json::asInteger() const
{
    const std::string& text = node().text;
    if (node().kind != Node::Kind::number || text.find_first_of(".eE") != std::string::npos)
        fail("expected an integer");
    std::int64_t value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc())
        fail("integer out of range");
    return value;
}

double Json::asNumber() const
{
    const std::string& text = node().text;
    if (node().kind != Node::Kind::number)
        fail("expected a number");
    double value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc())
        fail("number out of range");
    return value;
}

bool Json::asBool() const
{
    if (node().kind != Node::Kind::truth)
        fail("expected true or false");
    return node().text == "true";
}

std::vector<Json> Json::asArray() const
{
    if (!isArray())
        fail("expected an array");
    std::vector<Json> elements;
    for (std::size_t i = self_ + 1; i < node().end; i = (*nodes_)[i].end)
        elements.push_back(Json(nodes_, i));
    return elements;
}

std::vector<std::string> Json::names() const
{
    std::vector<std::string> names;
    for (auto& member : members())
        names.push_back(std::move(member.first));
    return names;
}

std::vector<std::pair<std::string, Json>> Json::members() const
{
    if (!isObject())
        fail("expected an object");
    std::vector<std::pair<std::string, Json>> members;
    for (std::size_t i = self_ + 1; i < node().end; i = (*nodes_)[i].end)
        members.emplace_back((*nodes_)[i].name, Json(nodes_, i));
    return members;
}

std::string Json::canonical(std::string_view without) const
{
    if (isString())
        return jsonString(node().text);
    if (!isObject() && !isArray())
        return node().text;
    std::vector<std::string> parts;
    for (std::size_t i = self_ + 1; i < node().end; i = (*nodes_)[i].end)
        if (without.empty() || (*nodes_)[i].name != without)
            parts.push_back((isObject() ? jsonString((*nodes_)[i].name) + ":" : "") + Json(nodes_, i).canonical());
    if (isObject())
        std::sort(parts.begin(), parts.end());
    std::string text;
    for (const auto& part : parts)
        text += (text.empty() ? "" : ",") + part;
    return isObject() ? "{" + text + "}" : "[" + text + "]";
}

std::string Json::stringOr(std::string_view name, std::string fallback) const
{
    const auto found = find(name);
    return found ? found->asString() : std::move(fallback);
}

} // namespace readystage
