#include "tests/unit/cloudsim/Differences.h"

#include <sstream>
#include <stdexcept>

namespace readystage::cloudsim {

namespace {

bool fits(const std::string& pattern, const std::string& name)
{
    if (pattern.ends_with('*'))
        return name.starts_with(pattern.substr(0, pattern.size() - 1));
    if (pattern.starts_with('*'))
        return name.ends_with(pattern.substr(1));
    return pattern == name;
}

} // namespace

Differences::Differences(const std::string& markdown)
{
    std::vector<Entry>* table = nullptr;
    std::istringstream lines(markdown);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("## "))
            table = line == "## Left out" ? &leftOut_ : line == "## Own values" ? &own_ : &exchanges_;
        if (!line.starts_with("| `"))
            continue;
        const std::size_t end = line.find('`', 3);
        const std::size_t reason = line.find_first_not_of(" |", end + 1);
        if (table == nullptr || end == std::string::npos || reason == std::string::npos)
            throw std::runtime_error("DIFFERENCES.md: an entry without a name or a reason: " + line);
        table->push_back({line.substr(3, end - 3)});
    }
}

std::vector<std::string> Differences::unneeded() const
{
    std::vector<std::string> names;
    for (const auto* table : {&leftOut_, &own_, &exchanges_})
        for (const Entry& entry : *table)
            if (!entry.needed)
                names.push_back(entry.pattern);
    return names;
}

bool Differences::find(std::vector<Entry>& entries, const std::string& name)
{
    bool found = false;
    for (Entry& entry : entries)
        if (fits(entry.pattern, name))
            found = entry.needed = true;
    return found;
}

} // namespace readystage::cloudsim
