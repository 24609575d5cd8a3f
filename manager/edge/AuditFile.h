#pragma once

#include <filesystem>
#include <string>

#include "manager/ports/AuditLog.h"

namespace readystage {

/// The audit log as a file of JSON lines, for those who collect such files. The store is what counts: what a crash kept
/// from the file is added at the next start, found by the number of its last line. The file may be moved away at any
/// time; a new one is begun. Not thread-safe.
class AuditFile {
public:
    /// `log` must outlive this. Throws std::system_error or std::runtime_error naming the file when it cannot be read.
    AuditFile(std::filesystem::path file, AuditLog& log);

    /// Appends what was added to the log since. Throws JournalError, or std::system_error naming the file; then the
    /// next call tries again.
    void catchUp();

private:
    const std::filesystem::path file_;
    AuditLog& log_;
    long long last_; ///< number of the last line written
};

} // namespace readystage
