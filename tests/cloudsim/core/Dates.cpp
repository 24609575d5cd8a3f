#include "tests/cloudsim/core/Dates.h"

#include "common/codec/Signature.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <string_view>

namespace readystage::cloudsim {

namespace {

/// Reads text as java.text.SimpleDateFormat does when it is lenient: numbers of any length, a 13th month is January.
class LenientReader {
public:
    explicit LenientReader(std::string_view text) : text_(text) {}

    LenientReader& number(int& into)
    {
        const auto read = std::from_chars(text_.data(), text_.data() + text_.size(), into);
        fits_ = fits_ && read.ec == std::errc() && text_.front() != '-';
        text_.remove_prefix(static_cast<std::size_t>(read.ptr - text_.data()));
        return *this;
    }

    LenientReader& expect(char c)
    {
        fits_ = fits_ && text_.starts_with(c);
        text_.remove_prefix(std::min<std::size_t>(text_.size(), 1));
        return *this;
    }

    bool fits() const { return fits_; }

    bool atEnd() const { return text_.empty(); }

private:
    std::string_view text_;
    bool fits_ = true;
};

/// The beginning of a day; months and days beyond their ends lead into the next year and month.
std::chrono::sys_seconds dayOf(std::int64_t year, std::int64_t month, std::int64_t day)
{
    const std::int64_t months = std::min<std::int64_t>(year, 9999) * 12 + month - 1;
    const std::chrono::year_month first{std::chrono::year{static_cast<int>(std::min<std::int64_t>(months / 12, 9999))},
                                        std::chrono::month{static_cast<unsigned>(months % 12) + 1}};
    return std::chrono::sys_days{first / 1} + std::chrono::days{day - 1};
}

/// An Instant holds no more than some 290 years on both sides of 1970.
Instant clamped(std::chrono::sys_seconds time)
{
    using std::chrono::sys_days;
    using namespace std::chrono_literals;
    return std::clamp<std::chrono::sys_seconds>(time, sys_days{1700y / 1 / 1}, sys_days{2200y / 1 / 1});
}

/// ParamProcessWorker.parseAndSetDate behind the formats with a zone: yyyy-MM-dd HH:mm:ss, or yyyy-MM-dd and whatever
/// follows, which is passed over.
std::optional<Instant> parseWithoutZone(std::string_view text, std::chrono::seconds ofDay)
{
    std::array<int, 6> part{};
    LenientReader reader(text);
    reader.number(part[0]).expect('-').number(part[1]).expect('-').number(part[2]);
    if (!reader.fits())
        return std::nullopt;
    const std::chrono::sys_seconds day = dayOf(part[0], std::max(part[1], 1), part[2]);
    reader.expect(' ').number(part[3]).expect(':').number(part[4]).expect(':').number(part[5]);
    if (reader.fits() && reader.atEnd())
        ofDay = std::chrono::hours{part[3]} + std::chrono::minutes{part[4]} + std::chrono::seconds{part[5]};
    return clamped(day + ofDay);
}

std::optional<Instant> readDate(const std::string& text, std::chrono::seconds ofDay)
{
    const auto date = parseExpires(text);
    return date ? std::optional<Instant>(*date) : parseWithoutZone(text, ofDay);
}

} // namespace

std::optional<Instant> parseDate(const std::string& text)
{
    return readDate(text, std::chrono::seconds{0});
}

std::optional<Instant> parseEndDate(const std::string& text)
{
    return readDate(text, std::chrono::days{1} - std::chrono::seconds{1});
}

std::string formatDate(Instant when)
{
    const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S+0000", &parts);
    return text.data();
}

} // namespace readystage::cloudsim
