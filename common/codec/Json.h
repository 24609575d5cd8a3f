#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace readystage {

/// A document that is not what it should be. what() names the place (`run.noop`) and what was expected there.
/// Thrown by Json and by the functions that read one field with it; the parse functions turn it into a returned error.
class JsonError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A read-only view of one value in a parsed document; cheap to copy, keeps the document alive. Typed reads are exact:
/// a missing member, another type or a number that does not fit is a JsonError, never a default. Safe from several
/// threads.
///
/// RapidJSON reads the text and hands numbers over as they are written. (Poco 1.11 hands out numbers already converted:
/// 2^64 comes as 0, -9007199254740993 as ...992; it cuts names at \u0000 and keeps the last of two equal names, also
/// for a handler of one's own: ParserImpl::handle.)
class Json {
public:
    /// Parses one whole document: UTF-8, top level an object or an array, nesting at most 64, no name twice in an
    /// object, no number beyond a double.
    static Json parse(std::string_view text);

    bool has(std::string_view name) const;                 ///< also true for null
    Json at(std::string_view name) const;                  ///< JsonError when missing
    std::optional<Json> find(std::string_view name) const; ///< nullopt when missing or null

    std::size_t line() const; ///< of the text where this value begins, counted from 1

    bool isObject() const;
    bool isArray() const;
    bool isString() const;

    std::string asString() const;
    std::int64_t asInteger() const; ///< no fraction, no quotes
    double asNumber() const;
    bool asBool() const;
    std::vector<Json> asArray() const;
    std::vector<std::string> names() const;                    ///< of an object, in the order of the document
    std::vector<std::pair<std::string, Json>> members() const; ///< of an object, in the order of the document

    /// The value as compact JSON with names sorted and numbers as written: equal for documents that differ only in the
    /// order of names, in white space and in how characters are escaped. Of an object, the member `without` is left
    /// out.
    std::string canonical(std::string_view without = {}) const;

    std::string stringOr(std::string_view name, std::string fallback) const; ///< fallback only when missing or null

private:
    friend class JsonParser;
    struct Node;
    using Nodes = std::vector<Node>;

    Json(std::shared_ptr<const Nodes> nodes, std::size_t self) : nodes_(std::move(nodes)), self_(self) {}

    const Node& node() const;
    std::string path(std::size_t self) const;
    [[noreturn]] void fail(const std::string& expected) const;
    std::optional<Json> member(std::string_view name) const;

    std::shared_ptr<const Nodes> nodes_; ///< the whole document, shared by all views of it
    std::size_t self_;
};

/// Writes one JSON object, members in the order they were added, valid UTF-8 assumed, everything escaped.
class JsonText {
public:
    JsonText& add(std::string_view name, std::string_view value);

    JsonText& add(std::string_view name, const char* value) { return add(name, std::string_view(value)); }

    JsonText& add(std::string_view name, std::int64_t value);

    JsonText& add(std::string_view name, int value) { return add(name, static_cast<std::int64_t>(value)); }

    JsonText& add(std::string_view name, double value);
    JsonText& add(std::string_view name, bool value);
    JsonText& add(std::string_view name, const std::vector<std::string>& values);
    JsonText& add(std::string_view name, const JsonText& object);
    JsonText& addRaw(std::string_view name, std::string_view json); ///< `json` is already JSON
    JsonText& addArray(std::string_view name, const std::vector<JsonText>& objects);

    std::string str() const { return "{" + members_ + "}"; }

private:
    std::string members_;
};

/// `text` as a JSON string with its quotes.
std::string jsonString(std::string_view text);

} // namespace readystage
