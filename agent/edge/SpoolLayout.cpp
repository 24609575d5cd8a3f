#include "agent/edge/SpoolLayout.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include <sys/stat.h>

namespace readystage::agent::layout {
namespace {

constexpr std::size_t kStampDigits = 20;

} // namespace

std::vector<std::string> namesIn(const std::filesystem::path& folder)
{
    std::vector<std::string> found;
    std::error_code error;
    std::filesystem::directory_iterator entries(folder, error);
    if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory)
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

std::uint64_t stampOf(const std::filesystem::path& file)
{
    std::uint64_t stamp = 0;
    const std::string digits = file.filename().string().substr(0, kStampDigits);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), stamp);
    if (error == std::errc{} && end == digits.data() + kStampDigits)
        return stamp;

    struct stat status {};

    if (::stat(file.c_str(), &status) != 0 || status.st_mtim.tv_sec < 0)
        return 0;
    return static_cast<std::uint64_t>(status.st_mtim.tv_sec) * 1'000'000'000 +
           static_cast<std::uint64_t>(status.st_mtim.tv_nsec);
}

std::uint64_t lastStampIn(const std::filesystem::path& folder)
{
    std::uint64_t last = 0;
    for (const auto& name : namesIn(folder))
        last = std::max(last, stampOf(folder / name));
    return last;
}

std::string nameFor(std::uint64_t stamp, const ReportId& id)
{
    const std::string digits = std::to_string(stamp);
    return std::string(kStampDigits - digits.size(), '0') + digits + "-" + id.str() + ".json";
}

bool names(std::string_view fileName, const ReportId& id)
{
    return fileName.find(id.str()) != std::string_view::npos;
}

} // namespace readystage::agent::layout
