#include "tests/cloudsim/core/ScenarioReader.h"

#include <algorithm>
#include <sstream>

namespace readystage::cloudsim {

namespace {

std::string shortest(double number)
{
    std::ostringstream text;
    text << number;
    return text.str();
}

} // namespace

ScenarioReader::ScenarioReader(Json object, std::string path, Known known)
    : object_(std::move(object)),
      path_(std::move(path))
{
    if (!object_.isObject())
        throw ScenarioError(object_.line(), (path_.empty() ? "the scenario" : path_) + ": expected an object");
    for (const std::string& name : object_.names())
        if (std::none_of(known.begin(), known.end(), [&](const char* each) { return name == each; }))
            throw ScenarioError(object_.at(name).line(), pathOf(name.c_str()) + ": there is no such key");
}

bool ScenarioReader::has(const char* key) const
{
    return object_.has(key);
}

std::size_t ScenarioReader::line(const char* key) const
{
    return has(key) ? object_.at(key).line() : object_.line();
}

std::string ScenarioReader::pathOf(const char* key) const
{
    return path_.empty() ? key : path_ + "." + key;
}

void ScenarioReader::fail(const char* key, const std::string& why) const
{
    throw ScenarioError(line(key), pathOf(key) + ": " + why);
}

template <class Use> auto ScenarioReader::read(const char* key, Use use) const
{
    try {
        return use(object_.at(key));
    } catch (const JsonError& error) {
        const std::string what = error.what();
        const std::size_t reason = what.rfind(": ");
        fail(key, reason == std::string::npos ? what : what.substr(reason + 2));
    }
}

std::string ScenarioReader::text(const char* key) const
{
    std::string value = read(key, [](const Json& json) { return json.asString(); });
    if (value.empty())
        fail(key, "must not be empty");
    return value;
}

std::string ScenarioReader::textOr(const char* key, const std::string& fallback) const
{
    return has(key) ? text(key) : fallback;
}

std::int64_t ScenarioReader::integerOr(const char* key, std::int64_t fallback, std::int64_t least,
                                       std::int64_t most) const
{
    if (!has(key))
        return fallback;
    const std::int64_t value = read(key, [](const Json& json) { return json.asInteger(); });
    if (value < least || value > most)
        fail(key, "must be from " + std::to_string(least) + " to " + std::to_string(most));
    return value;
}

double ScenarioReader::numberOr(const char* key, double fallback, double least, double most) const
{
    if (!has(key))
        return fallback;
    const double value = read(key, [](const Json& json) { return json.asNumber(); });
    if (!(value >= least && value <= most))
        fail(key, "must be from " + shortest(least) + " to " + shortest(most));
    return value;
}

bool ScenarioReader::flagOr(const char* key, bool fallback) const
{
    return has(key) ? read(key, [](const Json& json) { return json.asBool(); }) : fallback;
}

std::vector<std::string> ScenarioReader::texts(const char* key) const
{
    std::vector<std::string> values;
    if (!has(key))
        return values;
    for (const Json& item : read(key, [](const Json& json) { return json.asArray(); })) {
        if (!item.isString())
            fail(key, "expected an array of strings");
        values.push_back(item.asString());
    }
    return values;
}

std::vector<std::pair<std::string, std::string>> ScenarioReader::pairs(const char* key) const
{
    std::vector<std::pair<std::string, std::string>> values;
    const auto found = object(key);
    if (!found)
        return values;
    for (const std::string& name : found->names()) {
        if (!found->at(name).isString())
            fail(key, "expected an object of strings");
        values.emplace_back(name, found->at(name).asString());
    }
    return values;
}

std::optional<Json> ScenarioReader::object(const char* key) const
{
    if (!has(key))
        return std::nullopt;
    const Json found = object_.at(key);
    if (!found.isObject())
        fail(key, "expected an object");
    return found;
}

void ScenarioReader::each(const char* key, Known known, const std::function<void(const ScenarioReader&)>& use) const
{
    if (!has(key))
        return;
    std::size_t index = 0;
    for (const Json& item : read(key, [](const Json& json) { return json.asArray(); }))
        use(ScenarioReader(item, pathOf(key) + "[" + std::to_string(index++) + "]", known));
}

} // namespace readystage::cloudsim
