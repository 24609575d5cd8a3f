#include "tests/cloudsim/core/Listing.h"

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>
#include <optional>

namespace readystage::cloudsim {

namespace {

/// Behind the character, which may have several bytes.
std::string_view behindCharacter(std::string_view text)
{
    text.remove_prefix(1);
    while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xC0) == 0x80)
        text.remove_prefix(1);
    return text;
}

/// Takes a pattern's part up to the next `%` off its front.
std::string_view takeSegment(std::string_view& pattern)
{
    std::size_t end = 0;
    while (end < pattern.size() && pattern[end] != '%')
        end += pattern[end] == '\\' ? 2 : 1;
    const std::string_view segment = pattern.substr(0, end);
    pattern.remove_prefix(std::min(pattern.size(), end + 1));
    return segment;
}

/// What is behind the segment when `text` begins with it.
std::optional<std::string_view> behindSegment(std::string_view text, std::string_view segment)
{
    for (; !segment.empty(); segment.remove_prefix(1)) {
        const bool any = segment.front() == '_';
        if (segment.front() == '\\' && segment.size() > 1)
            segment.remove_prefix(1);
        if (text.empty() || (!any && ascii::lower(text.front()) != ascii::lower(segment.front())))
            return std::nullopt;
        text = any ? behindCharacter(text) : text.substr(1);
    }
    return text;
}

} // namespace

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

bool containsLike(std::string_view text, std::string_view part)
{
    const auto same = [](char a, char b) { return ascii::lower(a) == ascii::lower(b); };
    if (part.find_first_of("%_\\") == std::string_view::npos)
        return part.empty() || std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
    while (!part.empty()) {
        const std::string_view segment = takeSegment(part);
        auto rest = behindSegment(text, segment);
        for (; !rest && !text.empty(); rest = behindSegment(text, segment))
            text.remove_prefix(1);
        if (!rest)
            return false;
        text = *rest;
    }
    return true;
}

} // namespace readystage::cloudsim
