#include "agent/edge/KeptAside.h"

#include "agent/edge/SpoolLayout.h"
#include "common/runtime/AtomicFile.h"
#include "common/runtime/Log.h"

#include <algorithm>
#include <string>
#include <system_error>
#include <vector>

namespace readystage::agent {
namespace {

namespace fs = std::filesystem;

struct Kept {
    fs::file_time_type since;
    fs::path path;
    std::uintmax_t bytes = 0;
};

std::uintmax_t sizeOf(const fs::path& path)
{
    std::error_code ignored;
    if (!fs::is_directory(fs::symlink_status(path, ignored))) {
        const auto size = fs::file_size(path, ignored);
        return ignored ? 0 : size;
    }
    std::uintmax_t size = 0;
    for (const auto& name : layout::namesIn(path))
        size += sizeOf(path / name);
    return size;
}

std::vector<Kept> oldestFirst(const fs::path& folder)
{
    std::vector<Kept> all;
    for (const auto& name : layout::namesIn(folder)) {
        std::error_code ignored;
        all.push_back({fs::last_write_time(folder / name, ignored), folder / name, sizeOf(folder / name)});
    }
    std::sort(all.begin(), all.end(), [](const Kept& a, const Kept& b) { return a.since < b.since; });
    return all;
}

} // namespace

void moveAside(const fs::path& from, const fs::path& target)
{
    makeDirectory(target);
    fs::path to = target / from.filename();
    for (int copy = 1; fs::exists(fs::symlink_status(to)); ++copy)
        to = target / (from.filename().string() + "." + std::to_string(copy));
    moveDurably(from, to);
    std::error_code ignored;
    fs::last_write_time(to, fs::file_time_type::clock::now(), ignored); // from now on its age counts
}

void trim(const fs::path& folder, const AsideLimits& limits)
{
    const auto now = fs::file_time_type::clock::now();
    const std::vector<Kept> all = oldestFirst(folder);
    std::uintmax_t bytes = 0;
    for (const Kept& kept : all)
        bytes += kept.bytes;
    for (const Kept& kept : all) {
        if (bytes <= limits.bytes && now - kept.since <= limits.age)
            continue;
        std::error_code error;
        fs::remove_all(kept.path, error);
        if (error)
            continue;
        bytes -= kept.bytes;
        log::info("aside.removed", {{"path", kept.path.string()}, {"bytes", kept.bytes}});
    }
}

} // namespace readystage::agent
