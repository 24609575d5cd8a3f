#include "common/codec/JsonParser.h"

#include "common/domain/Utf8.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

namespace readystage {

namespace {

constexpr std::size_t kMaxDepth = 64;

[[noreturn]] void refuse(const std::string& why, std::size_t offset)
{
    throw JsonError("not JSON: " + why + " at byte " + std::to_string(offset));
}

} // namespace

/// Makes nodes of what RapidJSON's reader calls out, in the order of the text. Its methods are the reader's: false ends
/// the reading, and `refusal` says why.
class JsonParser::Builder {
public:
    using Kind = Json::Node::Kind;
    using Size = rapidjson::SizeType;

    Builder(std::string_view text, const rapidjson::MemoryStream& stream) : text_(text), stream_(stream) {}

    bool Null() { return add(Kind::null, "null"); }

    bool Bool(bool value) { return add(Kind::truth, value ? "true" : "false"); }

    bool RawNumber(const char* text, Size length, bool) { return add(Kind::number, {text, length}); }

    bool String(const char* text, Size length, bool)
    {
        return isText({text, length}) && add(Kind::string, {text, length});
    }

    bool Key(const char* text, Size length, bool)
    {
        name_.assign(text, length);
        return isText(name_);
    }

    bool StartObject() { return open(Kind::object); }

    bool StartArray() { return open(Kind::array); }

    bool EndObject(Size) { return namesDiffer(open_.back()) && close(); }

    bool EndArray(Size) { return close(); }

    // Never called, because numbers come as text.
    bool Int(int) { return false; }

    bool Uint(unsigned) { return false; }

    bool Int64(std::int64_t) { return false; }

    bool Uint64(std::uint64_t) { return false; }

    bool Double(double) { return false; }

    std::string refusal;
    std::vector<Json::Node> nodes;

private:
    bool add(Kind kind, std::string_view text)
    {
        const std::size_t self = nodes.size();
        const std::size_t parent = open_.empty() ? self : open_.back();
        nodes.push_back({kind, parent, self + 1, std::exchange(name_, {}), lineHere(), std::string(text)});
        return true;
    }

    bool open(Kind kind)
    {
        if (open_.size() == kMaxDepth)
            return refused("nested deeper than " + std::to_string(kMaxDepth));
        add(kind, "");
        open_.push_back(nodes.size() - 1);
        return true;
    }

    bool close()
    {
        nodes[open_.back()].end = nodes.size();
        open_.pop_back();
        return true;
    }

    bool namesDiffer(std::size_t object)
    {
        std::vector<std::string_view> names;
        for (std::size_t child = object + 1; child < nodes.size(); child = nodes[child].end)
            names.emplace_back(nodes[child].name);
        std::sort(names.begin(), names.end());
        const auto twice = std::adjacent_find(names.begin(), names.end());
        return twice == names.end() || refused("the name " + jsonString(*twice) + " stands twice in one object");
    }

    /// The reader passes bytes on as they are, and half a surrogate pair as if it were a character.
    bool isText(std::string_view text) { return isUtf8(text) || refused("a string that is not UTF-8"); }

    bool refused(std::string why)
    {
        refusal = std::move(why);
        return false;
    }

    /// No value but an object or an array has a line break, and those are called out at their first character.
    std::size_t lineHere()
    {
        const auto counted = text_.substr(counted_, stream_.Tell() - counted_);
        line_ += static_cast<std::size_t>(std::count(counted.begin(), counted.end(), '\n'));
        counted_ = stream_.Tell();
        return line_;
    }

    std::string_view text_;
    const rapidjson::MemoryStream& stream_;
    std::size_t counted_ = 0; ///< up to here the line breaks are counted
    std::size_t line_ = 1;
    std::string name_;              ///< of the value that follows
    std::vector<std::size_t> open_; ///< objects and arrays, the innermost last
};

Json JsonParser::parse(std::string_view text)
{
    const auto first = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    if (first == text.size() || (text[first] != '{' && text[first] != '['))
        refuse("expected an object or an array", first);

    rapidjson::MemoryStream stream(text.data(), text.size());
    Builder builder(text, stream);
    rapidjson::Reader reader;
    const auto result = reader.Parse<rapidjson::kParseNumbersAsStringsFlag>(stream, builder);
    if (!builder.refusal.empty())
        refuse(builder.refusal, stream.Tell());
    if (result.IsError())
        refuse(rapidjson::GetParseError_En(result.Code()), result.Offset());
    if (stream.Tell() != text.size())
        refuse("more after the end of the document", stream.Tell()); // a NUL looks like the end to the reader
    return {std::make_shared<const std::vector<Json::Node>>(std::move(builder.nodes)), 0};
}

} // namespace readystage
