#include "manager/edge/store/SqlValues.h"

#include "common/codec/Json.h"

namespace readystage::store {

Poco::Int64 toMilliseconds(Clock::Wall when)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count();
}

Clock::Wall toTime(Poco::Int64 milliseconds)
{
    return Clock::Wall(std::chrono::milliseconds(milliseconds));
}

void damaged(const char* what)
{
    throw JournalError(JournalError::Kind::broken, std::string("the store holds a damaged ") + what);
}

std::string namesToText(const std::vector<std::string>& names)
{
    return JsonText().add("names", names).str();
}

std::vector<std::string> namesFromText(const std::string& text)
{
    std::vector<std::string> names;
    for (const Json& name : Json::parse(text).at("names").asArray())
        names.push_back(name.asString());
    return names;
}

std::string tagsToText(const std::vector<Tag>& tags)
{
    std::vector<JsonText> objects;
    objects.reserve(tags.size());
    for (const auto& [key, value] : tags)
        objects.push_back(JsonText().add("key", key).add("value", value));
    return JsonText().addArray("tags", objects).str();
}

std::vector<Tag> tagsFromText(const std::string& text)
{
    std::vector<Tag> tags;
    for (const Json& tag : Json::parse(text).at("tags").asArray())
        tags.emplace_back(tag.at("key").asString(), tag.at("value").asString());
    return tags;
}

} // namespace readystage::store
