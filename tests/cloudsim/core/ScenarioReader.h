#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/codec/Json.h"

namespace readystage::cloudsim {

/// A scenario that cannot be used. what() is `line N: key: what is wrong`.
class ScenarioError : public std::runtime_error {
public:
    ScenarioError(std::size_t line, const std::string& message)
        : std::runtime_error("line " + std::to_string(line) + ": " + message)
    {}

    /// Of a file that cannot be read.
    explicit ScenarioError(const std::string& message) : std::runtime_error(message) {}

    /// The same with the file's name before it.
    ScenarioError(const std::string& file, const ScenarioError& why) : std::runtime_error(file + ": " + why.what()) {}
};

/// Reads the members of one object of a scenario. A member that is not among the known names is a ScenarioError at
/// once, so that a misspelt key is never silently the default.
class ScenarioReader {
public:
    using Known = std::initializer_list<const char*>;

    ScenarioReader(Json object, std::string path, Known known);

    bool has(const char* key) const;         ///< also true for null
    std::size_t line(const char* key) const; ///< of the object when it has no such member

    std::string text(const char* key) const;
    std::string textOr(const char* key, const std::string& fallback) const;
    std::int64_t integerOr(const char* key, std::int64_t fallback, std::int64_t least, std::int64_t most) const;
    double numberOr(const char* key, double fallback, double least, double most) const;
    bool flagOr(const char* key, bool fallback) const;
    std::vector<std::string> texts(const char* key) const;
    /// The text members of an object; none when the key is missing.
    std::vector<std::pair<std::string, std::string>> pairs(const char* key) const;
    std::optional<Json> object(const char* key) const;
    /// Shows `use` the objects of an array, one after the other; none when the key is missing.
    void each(const char* key, Known known, const std::function<void(const ScenarioReader&)>& use) const;
    std::string pathOf(const char* key) const;

    /// Points at the key, or at the object when it has no such member.
    [[noreturn]] void fail(const char* key, const std::string& why) const;

private:
    template <class Use> auto read(const char* key, Use use) const;

    Json object_;
    std::string path_;
};

} // namespace readystage::cloudsim
