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

/// rename() within one file system, then fsync of the folder it went to: after a power cut the file stands there, and
/// perhaps also where it was. Throws std::system_error naming both paths.
void moveDurably(const std::filesystem::path& from, const std::filesystem::path& to);

/// unlink(); a missing file is no error. After a power cut the file may be there again.
void removeFile(const std::filesystem::path& path);

/// Creates the folder and its parents with mode 0700 and makes that durable; an existing folder is left as it is.
void makeDirectory(const std::filesystem::path& path);

/// Creates the folder alone; true when it was not there before. It is durable after a sync of the folder it is in.
bool makeUnsyncedDirectory(const std::filesystem::path& path);

/// fsync of a folder: the names in it are durable.
void syncDirectory(const std::filesystem::path& path);

/// The whole file; throws std::system_error naming it, EFBIG when it is longer than `limit` bytes.
std::string readFile(const std::filesystem::path& path, std::size_t limit);

} // namespace readystage
