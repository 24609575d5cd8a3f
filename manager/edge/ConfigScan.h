#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace readystage {

/// Where each key of an INI file stands. Boost.ProgramOptions reads the values but knows no line numbers and cuts a
/// value at
/// "#", so this looks first and says what is wrong and where.
class ConfigScan {
public:
    /// Throws ConfigError: unreadable file, a line that is neither `key = value`, `[section]`, comment nor empty, an
    /// unknown key (with the nearest known one), a key given twice, a value with "#" in it.
    ConfigScan(const std::filesystem::path& file, const std::vector<std::string>& knownKeys);

    const std::string& text() const noexcept { return text_; }

    bool has(const std::string& key) const { return lines_.contains(key); }

    /// `file:line: key: ` for messages; without a line when the key is not in the file.
    std::string where(const std::string& key) const;

private:
    void take(const std::string& line, int number, std::string& section, const std::vector<std::string>& knownKeys);
    [[noreturn]] void fail(int number, const std::string& why) const;

    std::filesystem::path file_;
    std::string text_;
    std::map<std::string, int> lines_;
};

} // namespace readystage
