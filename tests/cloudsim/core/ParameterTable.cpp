#include "tests/cloudsim/core/ParameterTable.h"

#include "tests/cloudsim/core/EmbeddedFiles.h"

#include <algorithm>
#include <map>

namespace readystage::cloudsim {

namespace {

/// Takes what stands before the next `end`.
std::string_view take(std::string_view& text, char end)
{
    const std::string_view taken = text.substr(0, text.find(end));
    text.remove_prefix(std::min(text.size(), taken.size() + 1));
    return taken;
}

std::map<std::string_view, std::string_view> readLines()
{
    std::map<std::string_view, std::string_view> lines;
    for (std::string_view text = parameterTable(); !text.empty();) {
        std::string_view line = take(text, '\n');
        const std::string_view command = take(line, ' ');
        lines.emplace(command, line);
    }
    return lines;
}

} // namespace

std::vector<ParameterFact> factsOf(std::string_view command)
{
    static const std::map<std::string_view, std::string_view> kLines = readLines();
    const auto found = kLines.find(command);
    std::vector<ParameterFact> facts;
    for (std::string_view line = found == kLines.end() ? "" : found->second; !line.empty();) {
        std::string_view word = take(line, ' ');
        const bool forAdmins = word.starts_with('*');
        word.remove_prefix(forAdmins ? 1 : 0);
        const std::string_view name = take(word, ':');
        facts.push_back({name, word.empty() ? name : word, forAdmins});
    }
    return facts;
}

} // namespace readystage::cloudsim
