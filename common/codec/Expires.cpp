#include "common/codec/Signature.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace readystage {

namespace {

using std::chrono::system_clock;

/// system_clock counts nanoseconds in 64 bits; the year 9999 some clients send for "never" does not fit.
constexpr auto kEarliest = std::chrono::ceil<std::chrono::seconds>(system_clock::time_point::min());
constexpr auto kLatest = std::chrono::floor<std::chrono::seconds>(system_clock::time_point::max());

/// Reads a fixed form from the left; after the first thing that does not fit nothing fits any more.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    int number(std::size_t digits)
    {
        int value = 0;
        if (rest_.size() < digits || rest_.substr(0, digits).find_first_not_of("0123456789") != std::string_view::npos)
            return giveUp();
        std::from_chars(rest_.data(), rest_.data() + digits, value);
        rest_.remove_prefix(digits);
        return value;
    }

    int number(std::size_t digits, int lowest, int highest)
    {
        const int value = number(digits);
        return value < lowest || value > highest ? giveUp() : value;
    }

    void expect(char c)
    {
        if (!accept(c))
            giveUp();
    }

    bool accept(char c)
    {
        if (!rest_.starts_with(c))
            return false;
        rest_.remove_prefix(1);
        return true;
    }

    void skipDigits() { rest_.remove_prefix(std::min(rest_.find_first_not_of("0123456789"), rest_.size())); }

    bool atEnd() const { return rest_.empty(); }

    bool fits() const { return fits_; }

private:
    int giveUp()
    {
        fits_ = false;
        rest_ = {};
        return 0;
    }

    std::string_view rest_;
    bool fits_ = true;
};

std::chrono::minutes readZone(Reader& reader)
{
    if (reader.accept('Z'))
        return std::chrono::minutes(0);
    const bool west = reader.accept('-');
    if (!west)
        reader.expect('+');
    const int hours = reader.number(2, 0, 18);
    reader.accept(':');
    const int minutes = reader.number(2, 0, 59);
    const std::chrono::minutes east{hours * 60 + minutes};
    return west ? -east : east;
}

} // namespace

Result<system_clock::time_point, Malformed> parseExpires(std::string_view text)
{
    const auto malformed = [] { return Unexpected{Malformed{"expected a time like 2026-08-21T12:00:00+0000"}}; };
    Reader reader(text);
    const std::chrono::year year{reader.number(4)};
    reader.expect('-');
    const std::chrono::month month{static_cast<unsigned>(reader.number(2))};
    reader.expect('-');
    const std::chrono::year_month_day date{year, month, std::chrono::day{static_cast<unsigned>(reader.number(2))}};
    reader.expect('T');
    const std::chrono::hours hours{reader.number(2, 0, 23)};
    reader.expect(':');
    const std::chrono::minutes minutes{reader.number(2, 0, 59)};
    reader.expect(':');
    const std::chrono::seconds seconds{reader.number(2, 0, 59)};
    if (reader.accept('.')) {
        (void)reader.number(1); // at least one
        reader.skipDigits();
    }
    const auto east = readZone(reader);
    if (!reader.fits() || !reader.atEnd() || !date.ok())
        return malformed();
    const std::chrono::sys_seconds time = std::chrono::sys_days{date} + hours + minutes + seconds - east;
    return system_clock::time_point(std::clamp<std::chrono::sys_seconds>(time, kEarliest, kLatest));
}

std::string formatExpires(system_clock::time_point when)
{
    const std::time_t time = system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(when));
    std::tm utc{};
    gmtime_r(&time, &utc);
    std::array<char, 64> text{};
    (void)std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S+0000", &utc);
    return text.data();
}

} // namespace readystage
