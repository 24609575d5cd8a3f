#include "agent/core/leases/KeyFile.h"

#include "common/domain/Ascii.h"

#include <algorithm>

namespace readystage::agent {
namespace {

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
        const auto line = ascii::trimmed(text.substr(0, end), " \t\r");
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto equals = line.find('=');
        if (line.starts_with('[') && line.ends_with(']'))
            current = line.substr(1, line.size() - 2);
        else if (current == group && equals != std::string_view::npos &&
                 ascii::trimmed(line.substr(0, equals), " \t\r") == key)
            value = withoutQuotes(ascii::trimmed(line.substr(equals + 1), " \t\r"));
    }
    return value;
}

} // namespace readystage::agent
