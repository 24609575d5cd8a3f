#include "tests/cloudsim/core/Listing.h"

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>

namespace readystage::cloudsim {

Page pageOf(const World& world, const Call& call, std::size_t rows)
{
    const std::size_t most = world.settings.defaultPageSize;
    const auto page = call.number("page");
    const auto size = call.number("pagesize");
    if (size && *size > static_cast<std::int64_t>(most))
        throw Refusal(431, kInvalidParameterValue,
                      "Page size can't exceed max allowed page size value: " + std::to_string(most));
    if (size && *size == -1 && page)
        throw Refusal(431, kInvalidParameterValue, "Can't specify page parameter when pagesize is -1 (Unlimited)");
    if (!size)
        return {0, std::min(rows, most)};
    if (*size == -1)
        return {0, rows};
    const std::size_t length = static_cast<std::size_t>(std::max<std::int64_t>(*size, 0));
    const std::size_t first =
        static_cast<std::size_t>(std::clamp<std::int64_t>(page.value_or(1) - 1, 0, 1'000'000'000)) * length;
    return {std::min(first, rows), std::min(first + length, rows)};
}

bool containsIgnoringCase(std::string_view text, std::string_view part)
{
    return std::search(text.begin(), text.end(), part.begin(), part.end(),
                       [](char a, char b) { return ascii::lower(a) == ascii::lower(b); }) != text.end() ||
           part.empty();
}

} // namespace readystage::cloudsim
