#pragma once

#include <filesystem>
#include <optional>

namespace readystage {

/// An exclusive lock (flock) on a file, held until this object goes or the process ends, however it ends.
class LockFile {
public:
    /// nullopt when another process holds it. Creates the file (0600); throws std::system_error naming it when that
    /// fails.
    static std::optional<LockFile> tryTake(const std::filesystem::path& path);

    /// The same, but waits until the other process lets go.
    static LockFile take(const std::filesystem::path& path);

    LockFile(LockFile&& other) noexcept;
    LockFile& operator=(LockFile&&) = delete;
    LockFile(const LockFile&) = delete;
    LockFile& operator=(const LockFile&) = delete;
    ~LockFile();

private:
    explicit LockFile(int fd) noexcept : fd_(fd) {}

    static LockFile open(const std::filesystem::path& path);

    int fd_;
};

} // namespace readystage
