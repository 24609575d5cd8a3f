#pragma once

#include <filesystem>
#include <string>

namespace readystage::store {

/// What a journal must not lie on or look like: a network file system (its locks and its memory map do not keep a
/// write-ahead log whole), a folder or file that others may write or read. Creates a missing file, 0600. Throws
/// JournalError naming the file and the cure.
void checkPlace(const std::filesystem::path& file);

/// Name of a network file system by the type statfs(2) gives; empty for any other.
std::string networkFileSystem(long type);

/// Whether this SQLite (3.40.1 is 3040001) can corrupt a write-ahead log when two connections write and checkpoint at
/// once. We have one writer, whatever the version.
bool hasWalResetBug(int version);

} // namespace readystage::store
