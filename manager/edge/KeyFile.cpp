#include "manager/edge/KeyFile.h"

#include "common/runtime/AtomicFile.h"
#include "manager/edge/Config.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sstream>
#include <system_error>

#include <sys/stat.h>

namespace readystage {

namespace {

constexpr std::size_t kMaxFile = 4 * 1024 * 1024;

std::string octal(mode_t mode)
{
    std::ostringstream text;
    text << '0' << std::oct << (mode & 07777);
    return text.str();
}

void requirePrivate(const std::filesystem::path& file)
{
    struct stat status {};

    if (::stat(file.c_str(), &status) != 0)
        throw ConfigError(file.string() + ": " + std::generic_category().message(errno));
    if (!S_ISREG(status.st_mode))
        throw ConfigError(file.string() + ": not a regular file");
    if ((status.st_mode & 077) != 0)
        throw ConfigError(file.string() + ": mode " + octal(status.st_mode) +
                          " lets others than its owner use the keys in it; it must be 0600");
}

bool isKeyText(const std::string& text)
{
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

} // namespace

KeyFile::KeyFile(std::filesystem::path file)
    : file_(std::move(file)),
      secrets_(std::make_shared<const Secrets>(read(file_)))
{}

std::optional<Secret> KeyFile::secretOf(const std::string& apiKey) const
{
    const auto secrets = secrets_.with([](const auto& current) { return current; });
    const auto found = secrets->find(apiKey);
    if (found == secrets->end())
        return std::nullopt;
    return found->second;
}

void KeyFile::reload()
{
    auto fresh = std::make_shared<const Secrets>(read(file_));
    secrets_.with([&](auto& current) { current.swap(fresh); });
}

KeyFile::Secrets KeyFile::read(const std::filesystem::path& file)
{
    requirePrivate(file);
    std::istringstream lines;
    try {
        lines.str(readFile(file, kMaxFile));
    } catch (const std::system_error& e) {
        throw ConfigError(e.what());
    }
    Secrets secrets;
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        const auto fail = [&](const std::string& why) {
            throw ConfigError(file.string() + ":" + std::to_string(number) + ": " + why);
        };
        ++number;
        std::istringstream words(line);
        std::array<std::string, 3> word;
        words >> word[0] >> word[1] >> word[2];
        if (word[0].empty() || word[0].starts_with('#'))
            continue;
        if (word[1].empty() || !word[2].empty())
            fail("not `api_key secret_key`");
        if (!isKeyText(word[0]) || !isKeyText(word[1]))
            fail("a key holds characters that are not printable ASCII");
        if (!secrets.emplace(word[0], Secret(word[1])).second)
            fail("this api key stands on an earlier line, too");
    }
    return secrets;
}

} // namespace readystage
