#include "common/runtime/Log.h"

#include "common/domain/Utf8.h"
#include "common/runtime/Clock.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include <sys/stat.h>
#include <unistd.h>

namespace readystage::log {

namespace {

std::atomic<Level> most{Level::info};
std::atomic<Format> chosen{Format::keyValue};

const char* name(Level level)
{
    constexpr std::array kNames{"error", "warning", "info", "debug"};
    return kNames.at(static_cast<std::size_t>(level));
}

/// journald's number for a level (syslog.h: LOG_ERR, LOG_WARNING, LOG_INFO, LOG_DEBUG).
int priority(Level level)
{
    constexpr std::array kPriorities{3, 4, 6, 7};
    return kPriorities.at(static_cast<std::size_t>(level));
}

std::string escapeOf(unsigned codePoint)
{
    std::array<char, 8> text{};
    (void)std::snprintf(text.data(), text.size(), "\\u%04x", codePoint);
    return text.data();
}

/// One character, escaped when it could end a line or steer a terminal: C0, DEL and C1 controls.
std::string escaped(std::string_view character)
{
    const auto first = static_cast<unsigned char>(character[0]);
    if (character == "\n")
        return "\\n";
    if (first < 0x20 || first == 0x7F)
        return escapeOf(first);
    if (first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0)
        return escapeOf(static_cast<unsigned char>(character[1]));
    return std::string(character);
}

template <class Escape> std::string eachCharacter(std::string_view text, Escape escape)
{
    const std::string valid = toUtf8(text);
    std::string result;
    for (std::string_view rest = valid; !rest.empty();) {
        const std::string_view character = rest.substr(0, utf8SequenceLength(rest));
        result += escape(character);
        rest.remove_prefix(character.size());
    }
    return result;
}

/// `text` in quotes, readable as a JSON string whatever its bytes were.
std::string inQuotes(std::string_view text)
{
    return "\"" +
           eachCharacter(text,
                         [](std::string_view character) {
                             return (character == "\"" || character == "\\" ? "\\" : "") + escaped(character);
                         }) +
           "\"";
}

bool isPlain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._:/@+,%[]").find(c) != std::string_view::npos;
}

std::string keyValueLine(Level level, std::string_view event, std::initializer_list<Field> fields,
                         std::string_view time)
{
    std::string text;
    if (!time.empty())
        text = std::string(time) + " " + name(level) + " ";
    text += event;
    for (const Field& field : fields) {
        const bool plain = !field.value.empty() && std::all_of(field.value.begin(), field.value.end(), isPlain);
        text += " " + std::string(field.name) + "=" + (plain ? field.value : inQuotes(field.value));
    }
    return text;
}

std::string jsonLine(Level level, std::string_view event, std::initializer_list<Field> fields, std::string_view time)
{
    std::string text = "{";
    if (!time.empty())
        text += "\"time\":" + inQuotes(time) + ",";
    text += "\"level\":" + inQuotes(name(level)) + ",\"event\":" + inQuotes(event);
    for (const Field& field : fields)
        text += "," + inQuotes(field.name) + ":" + (field.isNumber ? field.value : inQuotes(field.value));
    return text + "}";
}

/// Whether standard error is the journal itself. JOURNAL_STREAM alone does not say so: a service's children inherit it
/// also when their output goes elsewhere (systemd.exec(5)).
bool isJournal()
{
    const char* const stream = std::getenv("JOURNAL_STREAM"); // NOLINT(concurrency-mt-unsafe): we never call setenv

    struct stat status {};

    if (stream == nullptr || ::fstat(STDERR_FILENO, &status) != 0)
        return false;
    return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino) == stream;
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields)
{
    if (level > most)
        return;
    const bool journal = isJournal();
    const std::string time = journal ? "" : rfc3339(std::chrono::system_clock::now());
    const std::string prefix = journal ? "<" + std::to_string(priority(level)) + ">" : "";
    const std::string text = prefix + line(level, chosen, event, fields, time) + "\n";
    ssize_t written = 0;
    do {
        written = ::write(STDERR_FILENO, text.data(), text.size());
    } while (written < 0 && errno == EINTR); // any other failure: there is nobody left to tell
}

} // namespace

std::string shown(std::string_view text)
{
    return eachCharacter(text, escaped);
}

void configure(Level mostDetailed, Format format)
{
    most = mostDetailed;
    chosen = format;
}

void error(std::string_view event, std::initializer_list<Field> fields)
{
    write(Level::error, event, fields);
}

void warning(std::string_view event, std::initializer_list<Field> fields)
{
    write(Level::warning, event, fields);
}

void info(std::string_view event, std::initializer_list<Field> fields)
{
    write(Level::info, event, fields);
}

void debug(std::string_view event, std::initializer_list<Field> fields)
{
    write(Level::debug, event, fields);
}

std::string line(Level level, Format format, std::string_view event, std::initializer_list<Field> fields,
                 std::string_view time)
{
    return format == Format::json ? jsonLine(level, event, fields, time) : keyValueLine(level, event, fields, time);
}

} // namespace readystage::log
