#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace readystage::cloudsim {

/// One value of an answer, members in the order they were added; written as JSON and as XML from the same tree, byte
/// for byte as CloudStack's ApiResponseSerializer writes them. A null is a member that is not there.
class Value {
public:
    Value(std::string text) : kind_(Kind::text), text_(std::move(text)) {}

    Value(std::string_view text) : kind_(Kind::text), text_(text) {}

    Value(const char* text) : kind_(Kind::text), text_(text) {}

    Value(std::int64_t number) : kind_(Kind::number), number_(number) {}

    Value(int number) : kind_(Kind::number), number_(number) {}

    Value(bool truth) : kind_(Kind::boolean), number_(truth ? 1 : 0) {}

    /// A number as it is to be written.
    static Value number(std::string written);

    static Value object() { return Value(Kind::object); }

    static Value list() { return Value(Kind::list); }

    static Value map() { return Value(Kind::map); } ///< a Java map: an object in JSON, `{k=v, k2=v2}` in XML

    /// Of an object or a map. Returns *this, so that members can be chained.
    Value& add(std::string_view name, Value value) &;
    Value&& add(std::string_view name, Value value) &&;
    Value& addIfAny(std::string_view name, const std::string& text) &; ///< nothing when `text` is empty

    /// Of a list.
    Value& push(Value value) &;
    Value&& push(Value value) &&;

    bool empty() const noexcept { return children_.empty(); } ///< no members, no items

    std::size_t size() const noexcept { return children_.size(); }

    const Value* find(std::string_view name) const; ///< nullptr when there is no such member

    const Value& at(std::size_t index) const { return children_.at(index).second; } ///< of a list

    const std::string& text() const noexcept { return text_; }

    std::string json() const;
    std::string xml() const; ///< the members as elements, without an element around them

private:
    enum class Kind { text, number, boolean, object, list, map };

    explicit Value(Kind kind) : kind_(kind) {}

    void writeJson(std::string& out) const;
    void writeXml(std::string& out) const;
    void writeXmlElement(std::string& out, std::string_view name) const;
    std::string plain() const;

    Kind kind_;
    std::int64_t number_ = 0;
    std::string text_;
    std::vector<std::pair<std::string, Value>> children_; ///< items of a list have no name
};

/// CloudStack replaces every `\uXXXX` in the JSON text Gson wrote by the character itself, with Java's
/// String.replaceAll. A value that holds the six characters `\u0024` or `\u005c` thereby makes the whole answer fail:
/// Refusal 431.
std::string replaceUnicodeEscapes(std::string json);

} // namespace readystage::cloudsim
