#include "agent/core/leases/KeyFile.h"

#include <algorithm>

namespace readystage::agent {
namespace {

std::string_view withoutBlanks(std::string_view text)
{
    constexpr std::string_view kBlanks = " \t\r";
    const auto begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::string_view withoutQuotes(std::string_view value)
{
    const bool quoted = value.size() >= 2 && value.front() == value.back() && (value[0] == '\'' || value[0] == '"');
    return quoted ? value.substr(1, value.size() - 2) : value;
}

} // namespace

std::string_view keyFileValue(std::string_view text, std::string_view group, std::string_view key)
{
    std::string_view value, current;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = withoutBlanks(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto equals = line.find('=');
        if (line.starts_with('[') && line.ends_with(']'))
            current = line.substr(1, line.size() - 2);
        else if (current == group && equals != std::string_view::npos && withoutBlanks(line.substr(0, equals)) == key)
            value = withoutQuotes(withoutBlanks(line.substr(equals + 1)));
    }
    return value;
}

} // namespace readystage::agent
