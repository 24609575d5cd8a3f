#include "agent/edge/SpoolLayout.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace readystage::agent::layout {
namespace {

constexpr std::size_t kStampDigits = 20;

} // namespace

std::vector<std::string> namesIn(const std::filesystem::path& folder)
{
    std::vector<std::string> found;
    std::error_code error;
    std::filesystem::directory_iterator entries(folder, error);
    if (error == std::errc::no_such_file_or_directory)
        return found;
    if (error)
        throw std::system_error(error, "cannot list " + folder.string());
    for (const auto& entry : entries) {
        std::string name = entry.path().filename().string();
        if (!name.starts_with('.'))
            found.push_back(std::move(name));
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::uint64_t stampOf(std::string_view name)
{
    std::uint64_t stamp = 0;
    const auto digits = name.substr(0, kStampDigits);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), stamp);
    return error == std::errc{} && end == digits.data() + kStampDigits ? stamp : 0;
}

std::string nameBehind(const std::vector<std::string>& others, std::uint64_t stamp, const ReportId& id)
{
    for (const auto& other : others)
        stamp = std::max(stamp, stampOf(other) + 1);
    const std::string digits = std::to_string(stamp);
    return std::string(kStampDigits - digits.size(), '0') + digits + "-" + id.str() + ".json";
}

bool names(std::string_view fileName, const ReportId& id)
{
    return fileName.find(id.str()) != std::string_view::npos;
}

} // namespace readystage::agent::layout
