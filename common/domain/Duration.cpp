#include "common/domain/Duration.h"

#include <array>
#include <charconv>
#include <utility>

namespace readystage {

namespace {

constexpr std::array<std::pair<std::string_view, long long>, 5> kUnits{
    {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};

/// So that adding it to a time in nanoseconds cannot overflow: a hundred years.
constexpr std::chrono::milliseconds kMost = std::chrono::hours(100 * 365 * 24);

} // namespace

Result<std::chrono::milliseconds, Malformed> parseDuration(std::string_view text)
{
    long long count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || count < 0)
        return Unexpected{Malformed{"`" + std::string(text) + "` is no duration like 500ms, 55s, 5m, 2h or 7d"}};
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    for (const auto& [name, milliseconds] : kUnits) {
        if (unit != name)
            continue;
        if (count > kMost.count() / milliseconds)
            return Unexpected{Malformed{"`" + std::string(text) + "` is longer than 100 years"}};
        return std::chrono::milliseconds(count * milliseconds);
    }
    return Unexpected{Malformed{"`" + std::string(text) + "` needs a unit: ms, s, m, h or d"}};
}

} // namespace readystage
