#include "tests/unit/cloudsim/Differences.h"

#include "tests/cloudsim/core/Access.h"

#include <sstream>
#include <stdexcept>

namespace readystage::cloudsim {

namespace {

/// The cells of one row, without blanks and backquotes around them.
std::vector<std::string> cellsOf(const std::string& row)
{
    std::vector<std::string> cells;
    std::istringstream in(row.substr(1));
    for (std::string cell; std::getline(in, cell, '|');) {
        const std::size_t first = cell.find_first_not_of(" `");
        const std::size_t last = cell.find_last_not_of(" `");
        cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
    }
    return cells;
}

} // namespace

Differences::Differences(const std::string& markdown)
{
    std::vector<Entry>* table = nullptr;
    bool three = false;
    std::istringstream lines(markdown);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("## ")) {
            table = line == "## Left out" ? &leftOut_.entries : line == "## Own values" ? &own_.entries : &exchanges_;
            three = table != &leftOut_.entries;
        }
        if (!line.starts_with("| `"))
            continue;
        const auto cells = cellsOf(line);
        const std::size_t wanted = three ? 3 : 2;
        if (table == nullptr || cells.size() < wanted || cells[1].empty() || cells[wanted - 1].empty())
            throw std::runtime_error("DIFFERENCES.md: a row without all its cells: " + line);
        table->push_back({cells[0], three ? cells[1] : ""});
    }
}

bool Differences::isLeftOut(const std::string& member)
{
    return find(leftOut_, member) != nullptr;
}

const std::string* Differences::formOf(const std::string& member)
{
    const Entry* const entry = find(own_, member);
    return entry == nullptr ? nullptr : &entry->more;
}

bool Differences::isExcused(const std::string& exchange, const std::string& path)
{
    bool excused = false;
    for (Entry& entry : exchanges_)
        if (matches(entry.pattern, exchange) && matches(entry.more, path))
            excused = entry.needed = true;
    return excused;
}

std::vector<std::string> Differences::unneeded() const
{
    std::vector<std::string> names;
    for (const auto* entries : {&leftOut_.entries, &own_.entries, &exchanges_})
        for (const Entry& entry : *entries)
            if (!entry.needed)
                names.push_back(entry.pattern + " " + entry.more);
    return names;
}

Differences::Entry* Differences::find(Table& table, const std::string& name)
{
    const auto [known, isNew] = table.found.emplace(name, nullptr);
    if (isNew)
        for (Entry& entry : table.entries)
            if (known->second == nullptr && matches(entry.pattern, name))
                known->second = &entry;
    if (known->second != nullptr)
        known->second->needed = true;
    return known->second;
}

} // namespace readystage::cloudsim
