#include "manager/edge/ConfigScan.h"

#include <algorithm>
#include <sstream>

#include "common/domain/Nearest.h"
#include "common/runtime/AtomicFile.h"
#include "manager/edge/Config.h"

namespace readystage {

namespace {

constexpr std::size_t kMaxConfigBytes = std::size_t{1024} * 1024;

std::string trimmed(const std::string& text)
{
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string::npos)
        return "";
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string readConfigFile(const std::filesystem::path& file)
{
    try {
        return readFile(file, kMaxConfigBytes);
    } catch (const std::exception& e) {
        throw ConfigError(e.what());
    }
}

} // namespace

ConfigScan::ConfigScan(const std::filesystem::path& file, const std::vector<std::string>& knownKeys)
    : file_(file),
      text_(readConfigFile(file))
{
    std::istringstream in(text_);
    std::string section;
    int number = 0;
    for (std::string line; std::getline(in, line);)
        take(trimmed(line), ++number, section, knownKeys);
}

void ConfigScan::take(const std::string& line, int number, std::string& section,
                      const std::vector<std::string>& knownKeys)
{
    if (line.empty() || line.front() == '#')
        return;
    if (line.front() == '[') {
        if (line.back() != ']')
            fail(number, "`" + line + "` lacks its closing bracket");
        section = trimmed(line.substr(1, line.size() - 2));
        return;
    }
    const auto equals = line.find('=');
    if (equals == std::string::npos)
        fail(number, "`" + line + "` is neither `key = value` nor `[section]`");
    const std::string key = (section.empty() ? "" : section + ".") + trimmed(line.substr(0, equals));
    if (std::find(knownKeys.begin(), knownKeys.end(), key) == knownKeys.end()) {
        const std::string close = nearest(key, knownKeys);
        fail(number, "unknown key `" + key + "`" + (close.empty() ? "" : "; did you mean `" + close + "`?"));
    }
    if (line.find('#', equals) != std::string::npos)
        fail(number, "the value of `" + key +
                         "` contains `#`, which cannot be written here; comments need a line of their own");
    if (!lines_.emplace(key, number).second)
        fail(number, "`" + key + "` was already given in line " + std::to_string(lines_.at(key)));
}

std::string ConfigScan::where(const std::string& key) const
{
    const auto at = lines_.find(key);
    const std::string line = at == lines_.end() ? "" : ":" + std::to_string(at->second);
    return file_.string() + line + ": " + key + ": ";
}

void ConfigScan::fail(int number, const std::string& why) const
{
    throw ConfigError(file_.string() + ":" + std::to_string(number) + ": " + why);
}

} // namespace readystage
