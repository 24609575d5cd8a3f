#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace readystage {

/// A document that is not what it should be. what() names the place (`run.noop`) and what was expected there.
/// Thrown by Json only, caught by the parse functions that use it and turned into a returned error.
class JsonError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A read-only view of one value in a parsed document; cheap to copy. Typed reads are exact: a missing member, another type
/// or a number that does not fit is a JsonError, never a default. (Poco's own accessors convert silently; style.md annex 26-29.)
class Json {
public:
    /// Parses one whole document; top level must be an object or an array, nesting at most 64.
    static Json parse(std::string_view text);

    bool has(std::string_view name) const;               ///< also true for null
    Json at(std::string_view name) const;                ///< JsonError when missing
    std::optional<Json> find(std::string_view name) const; ///< nullopt when missing or null

    bool isObject() const;
    bool isArray() const;
    bool isString() const;

    std::string asString() const;
    std::int64_t asInteger() const; ///< no fraction, no quotes
    double asNumber() const;
    bool asBool() const;
    std::vector<Json> asArray() const;
    std::vector<std::string> names() const; ///< of an object, in the order of the document

    std::string stringOr(std::string_view name, std::string fallback) const; ///< fallback only when missing or null

private:
    struct Node;
    explicit Json(std::shared_ptr<const Node> node);
    std::shared_ptr<const Node> node_;
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
