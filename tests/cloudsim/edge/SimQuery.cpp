#include "tests/cloudsim/edge/SimQuery.h"

#include "common/domain/Duration.h"
#include "tests/cloudsim/core/Command.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace readystage::cloudsim {

namespace {

template <class Number> Number parsed(const char* name, const std::string& text, const char* expected)
{
    Number number{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || !(number >= 0))
        throw BadRequest(std::string(name) + ": expected " + expected + ", not " + text);
    return number;
}

} // namespace

const std::string* SimQuery::find(const char* name) const
{
    const auto found =
        std::find_if(parameters_.begin(), parameters_.end(), [name](const auto& pair) { return pair.first == name; });
    return found == parameters_.end() ? nullptr : &found->second;
}

void SimQuery::expect(std::initializer_list<const char*> known) const
{
    std::set<std::string> seen;
    for (const auto& [name, value] : parameters_) {
        if (std::none_of(known.begin(), known.end(), [&parameter = name](const char* one) { return parameter == one; }))
            throw BadRequest(name + ": there is no such parameter");
        if (!seen.insert(name).second)
            throw BadRequest(name + ": given twice");
    }
}

bool SimQuery::has(const char* name) const
{
    return find(name) != nullptr;
}

std::string SimQuery::text(const char* name) const
{
    const std::string* const value = find(name);
    return value == nullptr ? std::string() : *value;
}

std::optional<unsigned> SimQuery::count(const char* name) const
{
    const std::string* const value = find(name);
    return value == nullptr ? std::nullopt : std::optional(parsed<unsigned>(name, *value, "a whole number"));
}

std::optional<double> SimQuery::number(const char* name, double most) const
{
    const std::string* const value = find(name);
    if (value == nullptr)
        return std::nullopt;
    const double number = parsed<double>(name, *value, "a number");
    if (number > most)
        throw BadRequest(std::string(name) + ": expected at most " + std::to_string(std::lround(most)) + ", not " +
                         *value);
    return number;
}

std::optional<std::chrono::milliseconds> SimQuery::duration(const char* name) const
{
    const std::string* const value = find(name);
    if (value == nullptr)
        return std::nullopt;
    const auto time = parseDuration(*value);
    if (!time)
        throw BadRequest(std::string(name) + ": " + time.error().why);
    return *time;
}

std::string SimQuery::command(bool required) const
{
    std::string name = text("command");
    if (name.empty() ? required : findCommand(name) == nullptr)
        throw BadRequest(name.empty() ? "command: missing" : "command: there is no " + name);
    return name;
}

} // namespace readystage::cloudsim
