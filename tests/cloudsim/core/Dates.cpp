#include "tests/cloudsim/core/Dates.h"

#include "common/codec/Signature.h"

#include <array>
#include <ctime>

namespace readystage::cloudsim {

namespace {

constexpr std::size_t kDayLength = 10; // yyyy-MM-dd

} // namespace

std::optional<Instant> parseDate(const std::string& text)
{
    std::string iso = text.size() == kDayLength ? text + "T00:00:00Z" : text;
    if (iso.size() > kDayLength && iso[kDayLength] == ' ') {
        iso[kDayLength] = 'T';
        iso += 'Z';
    }
    const auto date = parseExpires(iso);
    return date ? std::optional<Instant>(*date) : std::nullopt;
}

std::optional<Instant> parseEndDate(const std::string& text)
{
    return parseDate(text.size() == kDayLength ? text + " 23:59:59" : text);
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
