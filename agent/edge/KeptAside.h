#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

/// What is kept for people and never sent: stale/, bad/ and rejected/. It may not fill the disk, nor lie there for
/// ever.
namespace readystage::agent {

struct AsideLimits {
    std::uintmax_t bytes = std::uintmax_t{16} * 1024 * 1024; ///< of all in one folder
    std::chrono::hours age{30 * 24};                         ///< since it was set aside
};

/// Moves a file or folder below `target` under its own name or, where that is taken, with a number behind it. Throws
/// std::system_error.
void moveAside(const std::filesystem::path& from, const std::filesystem::path& target);

/// Removes from `folder` what is too old, then the oldest until the rest fits. What cannot be removed stays.
void trim(const std::filesystem::path& folder, const AsideLimits& limits);

} // namespace readystage::agent
