#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace readystage {

/// Writes `bytes` to `path` so that after a power cut there is either the old file or the new one, whole: temporary
/// file in the same folder, fsync, rename, fsync of the folder. When it returns the bytes are durable. The temporary
/// file's name begins with a dot; one left behind by a kill is nobody's and may be removed. Throws std::system_error
/// naming the path and the step; then `path` is as it was and no temporary file is left (only when syncing the folder
/// fails, the last step, it is the new file already, not yet known to be durable). Any thread.
void writeAtomically(const std::filesystem::path& path, std::string_view bytes, mode_t mode = 0600);

/// rename() within one file system, then fsync of both folders. Throws std::system_error naming both paths.
void moveDurably(const std::filesystem::path& from, const std::filesystem::path& to);

/// unlink() and fsync of the folder; a missing file is no error.
void removeDurably(const std::filesystem::path& path);

/// Creates the folder and its parents with mode 0700 and makes that durable; an existing folder is left as it is.
void makeDirectory(const std::filesystem::path& path);

/// The whole file; throws std::system_error naming it, EFBIG when it is longer than `limit` bytes.
std::string readFile(const std::filesystem::path& path, std::size_t limit);

} // namespace readystage
