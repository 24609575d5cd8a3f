#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "manager/ports/Journal.h"

#include <Poco/Types.h>

/// Our values as columns hold them: times are milliseconds since 1970 UTC, lists are JSON, what is absent is "".
namespace readystage::store {

Poco::Int64 toMilliseconds(Clock::Wall when);
Clock::Wall toTime(Poco::Int64 milliseconds);

/// What we wrote ourselves and now cannot read is damage, not bad input.
[[noreturn]] void damaged(const char* what);

template <class Wrapped> auto intact(Wrapped value, const char* what)
{
    if (!value)
        damaged(what);
    return *std::move(value);
}

std::string namesToText(const std::vector<std::string>& names);
std::vector<std::string> namesFromText(const std::string& text);
std::string tagsToText(const std::vector<Tag>& tags);
std::vector<Tag> tagsFromText(const std::string& text);

template <class Id> std::string textOrEmpty(const std::optional<Id>& id)
{
    return id ? id->str() : "";
}

template <class Id> std::optional<Id> idOrNone(const std::string& text, const char* what)
{
    if (text.empty())
        return std::nullopt;
    return intact(Id::parse(text), what);
}

} // namespace readystage::store
