#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

/// Log lines are an interface: `event key=value …`, event names are listed in the manual pages. One write(2) per line
/// to standard error; outside text is quoted and control characters are escaped, so a guest cannot forge a line. When
/// standard error is the journal (JOURNAL_STREAM names it) each line begins with <N>, the priority journald
/// understands, and the time is left to the journal.
namespace readystage::log {

enum class Level { error, warning, info, debug };
enum class Format { keyValue, json };

struct Field {
    Field(std::string_view n, std::string_view v) : name(n), value(v) {}

    Field(std::string_view n, const char* v) : name(n), value(v) {}

    Field(std::string_view n, const std::string& v) : name(n), value(v) {}

    /// Numbers stand without quotes in JSON, bool as true and false.
    Field(std::string_view n, bool v) : name(n), value(v ? "true" : "false"), isNumber(true) {}
    template <class Number>

    requires std::is_arithmetic_v<Number> Field(std::string_view n, Number v)
        : name(n),
          value(std::to_string(v)),
          isNumber(true)
    {}

    std::string_view name;
    std::string value;
    bool isNumber = false; ///< `value` is a JSON number, true or false
};

/// The most detailed level that is written, and how; the default is info and key=value. Any thread, any time.
void configure(Level mostDetailed, Format format);

void error(std::string_view event, std::initializer_list<Field> fields = {});
void warning(std::string_view event, std::initializer_list<Field> fields = {});
void info(std::string_view event, std::initializer_list<Field> fields = {});
void debug(std::string_view event, std::initializer_list<Field> fields = {});

/// Outside text as a program may print it for people: valid UTF-8 on one line, control characters escaped.
std::string shown(std::string_view text);

/// The line as it would be written, without priority and newline: `time level event key=value …`, or without the first
/// two when `time` is empty. For tests.
std::string line(Level level, Format format, std::string_view event, std::initializer_list<Field> fields,
                 std::string_view time);

} // namespace readystage::log
