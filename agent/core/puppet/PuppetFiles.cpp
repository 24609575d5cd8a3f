#include "agent/core/puppet/PuppetFiles.h"

#include "common/domain/Ascii.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace readystage::agent {
namespace {

constexpr std::size_t kMostFailedResources = 100;
constexpr std::size_t kMostErrors = 20;

std::size_t indentOf(std::string_view line)
{
    return std::min(line.find_first_not_of(' '), line.size());
}

/// The value when the line is `<indent>key: value`.
std::optional<std::string_view> valueOf(std::string_view line, std::size_t indent, std::string_view key)
{
    if (indentOf(line) != indent || !line.substr(indent).starts_with(key))
        return std::nullopt;
    line.remove_prefix(indent + key.size());
    if (!line.starts_with(':') || (line.size() > 1 && line[1] != ' '))
        return std::nullopt;
    return ascii::trimmed(line.substr(1), " \t\r");
}

char unescaped(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'e':
        return ' '; // the beginning of a colour
    default:
        return c;
    }
}

std::string singleQuoted(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        plain += text[i];
        if (text[i] == '\'' && i + 1 < text.size() && text[i + 1] == '\'')
            ++i;
    }
    return plain;
}

std::string doubleQuoted(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isEscaped = text[i] == '\\' && i + 1 < text.size();
        plain += isEscaped ? unescaped(text[++i]) : text[i];
    }
    return plain;
}

/// A scalar without its quotes. A quote that nobody closed (the file was cut) ends with the text.
std::string unquoted(std::string_view text)
{
    text = ascii::trimmed(text, " \t\r");
    if (text.empty() || (text.front() != '\'' && text.front() != '"'))
        return std::string(text);
    const char quote = text.front();
    text.remove_prefix(1);
    if (text.ends_with(quote))
        text.remove_suffix(1);
    return quote == '\'' ? singleQuoted(text) : doubleQuoted(text);
}

template <class Number> std::optional<Number> numberIn(std::string_view text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

/// Seconds east of UTC in `Z`, `+02:00`, `-0730` behind a time; nullopt when it is none of them.
std::optional<std::chrono::seconds> offsetIn(std::string_view text)
{
    if (text.empty() || text == "Z" || text == " UTC")
        return std::chrono::seconds(0);
    std::string digits;
    for (const char c : text.substr(1))
        if (c != ':')
            digits += c;
    const auto number = numberIn<int>(digits);
    if (digits.size() != 4 || !number || (text.front() != '+' && text.front() != '-'))
        return std::nullopt;
    const std::chrono::seconds east = std::chrono::hours(*number / 100) + std::chrono::minutes(*number % 100);
    return text.front() == '+' ? east : -east;
}

} // namespace

std::optional<std::chrono::sys_seconds> timeIn(std::string_view text)
{
    if (text.size() < 19)
        return std::nullopt;
    const auto part = [&](std::size_t at, std::size_t length) { return numberIn<unsigned>(text.substr(at, length)); };
    const auto year = part(0, 4), month = part(5, 2), day = part(8, 2);
    const auto hour = part(11, 2), minute = part(14, 2), second = part(17, 2);
    std::string_view zone = text.substr(19);
    if (zone.starts_with('.'))
        zone.remove_prefix(std::min(zone.find_first_not_of("0123456789", 1), zone.size()));
    const auto offset = offsetIn(zone);
    if (!year || !month || !day || !hour || !minute || !second || !offset)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                           std::chrono::day(*day)};
    if (!date.ok() || *hour > 24 || *minute > 60 || *second > 60)
        return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second) - *offset;
}

RunSummary readRunSummary(std::string_view text)
{
    RunSummary summary;
    std::string section;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (indentOf(line) == 0)
            section = line.substr(0, line.find(':'));
        const auto number = [&](std::string_view key) {
            return numberIn<unsigned>(valueOf(line, 2, key).value_or("")).value_or(0);
        };
        if (section == "version")
            summary.version = unquoted(valueOf(line, 2, "config").value_or(summary.version));
        else if (section == "resources" && valueOf(line, 2, "total"))
            summary.total = number("total");
        else if (section == "resources")
            summary.failed += number("failed") + number("failed_to_restart");
        else if (const auto ended = valueOf(line, 2, "last_run"); ended && section == "time")
            summary.ended = std::chrono::sys_seconds(std::chrono::seconds(numberIn<long>(*ended).value_or(0)));
    }
    return summary;
}

void RunReportReader::line(std::string_view line)
{
    while (line.ends_with('\r') || line.ends_with('\n'))
        line.remove_suffix(1);
    if (continues(line))
        return;
    const bool isEntry = section_ == Section::logs && line.starts_with("- ");
    if (indentOf(line) == 0 && !isEntry && !line.empty())
        return topLine(line);
    if (section_ == Section::logs)
        logLine(line);
    else if (section_ == Section::statuses)
        statusLine(line);
}

void RunReportReader::topLine(std::string_view line)
{
    endEntry();
    section_ = line.starts_with("logs:")                ? Section::logs
               : line.starts_with("resource_statuses:") ? Section::statuses
                                                        : Section::other;
    const auto take = [&](std::string_view key, std::string& into) {
        if (const auto value = valueOf(line, 0, key))
            expect(*value, 2, &into);
    };
    take("status", report_.status);
    take("configuration_version", report_.version);
    take("transaction_uuid", report_.transaction);
    take("environment", report_.environment);
    take("cached_catalog_status", report_.cachedCatalog);
    if (const auto began = valueOf(line, 0, "time"))
        report_.began = timeIn(unquoted(*began));
    if (const auto completed = valueOf(line, 0, "transaction_completed"))
        report_.completed = *completed == "true";
    if (const auto noop = valueOf(line, 0, "noop"))
        report_.noop = *noop == "true";
}

void RunReportReader::logLine(std::string_view line)
{
    std::string entry(line);
    if (line.starts_with("- ")) {
        endEntry();
        entry.front() = ' '; // so that its first member stands like the others
    }
    if (const auto level = valueOf(entry, 2, "level"))
        level_ = level->substr(level->starts_with(':') ? 1 : 0);
    else if (const auto message = valueOf(entry, 2, "message"))
        expect(*message, 4, &message_);
}

void RunReportReader::statusLine(std::string_view line)
{
    if (indentOf(line) == 2)
        return endEntry();
    if (const auto resource = valueOf(line, 4, "resource"))
        expect(*resource, 6, &resource_);
    else if (valueOf(line, 4, "failed") == "true" || valueOf(line, 4, "failed_to_restart") == "true")
        hasFailed_ = true;
}

/// Begins a scalar that may go on in lines with at least this indent.
void RunReportReader::expect(std::string_view scalar, std::size_t indent, std::string* into)
{
    into_ = into;
    indent_ = indent;
    isBlock_ = scalar.starts_with('|') || scalar.starts_with('>');
    scalar_ = isBlock_ ? std::string_view{} : scalar;
}

bool RunReportReader::continues(std::string_view line)
{
    if (!into_)
        return false;
    if (indentOf(line) >= indent_ || line.empty()) {
        if (!scalar_.empty())
            scalar_ += isBlock_ ? '\n' : ' ';
        scalar_ += isBlock_ ? line.substr(std::min(indent_, line.size())) : ascii::trimmed(line, " \t\r");
        return true;
    }
    endScalar();
    return false;
}

void RunReportReader::endScalar()
{
    if (into_)
        *into_ = isBlock_ ? std::string(ascii::trimmed(scalar_, " \t\r")) : unquoted(scalar_);
    into_ = nullptr;
}

void RunReportReader::endEntry()
{
    endScalar();
    if (level_ == "err" || level_ == "alert" || level_ == "emerg" || level_ == "crit") {
        if (report_.errors.size() == kMostErrors)
            report_.errors.erase(report_.errors.begin());
        if (!message_.empty() && (report_.errors.empty() || report_.errors.back() != message_))
            report_.errors.push_back(message_);
    }
    // Whits are Puppet's own beginnings and ends of classes.
    if (hasFailed_ && !resource_.empty() && !resource_.starts_with("Whit[") &&
        report_.failedResources.size() < kMostFailedResources)
        report_.failedResources.push_back(resource_);
    level_.clear();
    message_.clear();
    resource_.clear();
    hasFailed_ = false;
}

RunReport RunReportReader::take()
{
    endEntry();
    return std::exchange(report_, {});
}

} // namespace readystage::agent
