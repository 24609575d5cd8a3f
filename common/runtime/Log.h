#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

/// Log lines are an interface: `event key=value …`, event names are listed in the manual pages. One write(2) per line to
/// standard error; outside text is quoted and control characters are escaped, so a guest cannot forge a line.
/// Under systemd (JOURNAL_STREAM set) each line begins with <N>, the priority journald understands.
namespace readystage::log {

enum class Level { error, warning, info, debug };
enum class Format { keyValue, json };

struct Field {
    Field(std::string_view n, std::string_view v) : name(n), value(v) {}
    Field(std::string_view n, const char* v) : name(n), value(v) {}
    Field(std::string_view n, const std::string& v) : name(n), value(v) {}
    Field(std::string_view n, long long v) : name(n), value(std::to_string(v)) {}
    Field(std::string_view n, int v) : Field(n, static_cast<long long>(v)) {}
    Field(std::string_view n, long v) : Field(n, static_cast<long long>(v)) {}
    Field(std::string_view n, unsigned long v) : Field(n, static_cast<long long>(v)) {}

    std::string_view name;
    std::string value;
};

/// For main, before the first thread; the default is info and key=value.
void configure(Level most, Format format);

void error(std::string_view event, std::initializer_list<Field> fields = {});
void warning(std::string_view event, std::initializer_list<Field> fields = {});
void info(std::string_view event, std::initializer_list<Field> fields = {});
void debug(std::string_view event, std::initializer_list<Field> fields = {});

/// The line as it would be written, without priority and newline. For tests.
std::string line(Level level, Format format, std::string_view event, std::initializer_list<Field> fields,
                 std::string_view time);

} // namespace readystage::log
