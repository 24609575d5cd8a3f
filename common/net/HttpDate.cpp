#include "common/net/HttpDate.h"

#include <charconv>

namespace readystage {

namespace {

std::optional<unsigned> numberIn(std::string_view text)
{
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

} // namespace

std::optional<std::chrono::sys_seconds> parseHttpDate(std::string_view text)
{
    constexpr std::string_view kForm = "Sun, 06 Nov 1994 08:49:37 GMT";
    constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (text.size() != kForm.size() || !text.ends_with(" GMT"))
        return std::nullopt;
    const auto day = numberIn(text.substr(5, 2)), year = numberIn(text.substr(12, 4));
    const auto hour = numberIn(text.substr(17, 2)), minute = numberIn(text.substr(20, 2));
    const auto second = numberIn(text.substr(23, 2));
    const auto month = kMonths.find(text.substr(8, 3));
    if (!day || !year || !hour || !minute || !second || month == std::string_view::npos || month % 3 != 0)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                           std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                           std::chrono::day(*day)};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second);
}

} // namespace readystage
