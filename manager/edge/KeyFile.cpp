#include "manager/edge/KeyFile.h"

#include "common/domain/Result.h"
#include "common/runtime/AtomicFile.h"
#include "manager/edge/Config.h"

#include <algorithm>
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

/// nullopt: a comment or nothing.
Result<std::optional<std::pair<std::string, Secret>>, Malformed> pairOn(const std::string& line)
{
    std::istringstream words(line);
    std::string apiKey;
    std::string secret;
    std::string more;
    words >> apiKey >> secret >> more;
    if (apiKey.empty() || apiKey.starts_with('#'))
        return std::optional<std::pair<std::string, Secret>>{};
    if (secret.empty() || !more.empty())
        return Unexpected{Malformed{"not `api_key secret_key`"}};
    if (!isKeyText(apiKey) || !isKeyText(secret))
        return Unexpected{Malformed{"a key holds characters that are not printable ASCII"}};
    return std::optional(std::pair(apiKey, Secret(secret)));
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
        const auto place = file.string() + ":" + std::to_string(++number) + ": ";
        auto pair = pairOn(line);
        if (!pair)
            throw ConfigError(place + pair.error().why);
        if (*pair && !secrets.insert(**std::move(pair)).second)
            throw ConfigError(place + "this api key stands on an earlier line, too");
    }
    return secrets;
}

} // namespace readystage
