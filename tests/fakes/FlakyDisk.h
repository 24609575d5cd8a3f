#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <sqlite3.h>

namespace readystage::fakes {

/// A disk in memory, for SQLite as the VFS name(): what was written but not synced is forgotten when the power is cut.
/// Its faults can be planned. Safe from several threads; files must be closed before it goes.
class FlakyDisk {
public:
    FlakyDisk();
    ~FlakyDisk();
    FlakyDisk(const FlakyDisk&) = delete;
    FlakyDisk& operator=(const FlakyDisk&) = delete;

    const std::string& name() const noexcept { return name_; }

    /// Writes, truncations, syncs and deletions so far.
    int operations() const;

    // -- misbehaviour --------------------------------------------------------------------------------------------

    /// After so many operations the power fails: nothing works any more until powerOn().
    void failPowerAfter(int operations);

    /// Everything not synced is gone.
    void powerOn();

    /// The same, but of what was not synced every sector is kept or lost by chance, as a disk's cache may have it.
    void powerOnTorn(unsigned seed);

    /// The next syncs fail as those of a dying disk (EIO).
    void failSyncs(bool failing);

    /// Files cannot become longer (ENOSPC).
    void fillUp(bool full);

private:
    struct Write {
        std::int64_t offset; ///< -1: truncation to `size`
        std::string bytes;
        std::int64_t size;
    };

    struct Inode {
        std::string now;
        std::optional<std::string> durable; ///< none: the file itself was never synced
        std::vector<Write> unsynced;
        bool removed = false;     ///< its name is gone, perhaps not durably
        bool syncsFolder = false; ///< with its next sync, as SQLite's own VFS does for new logs and journals
        std::vector<std::unique_ptr<std::string>> shared; ///< memory that connections share …
        int mappers = 0;                                  ///< … so many of them
        int sharedLocks[SQLITE_SHM_NLOCK] = {};           ///< -1: exclusive
    };

    struct File {
        sqlite3_file base; // what SQLite sees; must be first
        FlakyDisk* disk;
        Inode* inode;
        bool maps;
        bool holds[SQLITE_SHM_NLOCK];
        bool holdsExclusive[SQLITE_SHM_NLOCK];
    };

    struct Calls; ///< SQLite's entry points

    int mayOperate();
    void syncFolder();
    static void apply(std::string& bytes, const Write& write);

    const std::string name_;
    sqlite3_vfs vfs_{};
    mutable std::mutex mutex_;
    std::map<std::string, std::unique_ptr<Inode>> files_;
    int operations_ = 0;
    std::optional<int> lastOperation_;
    bool syncsFail_ = false;
    bool full_ = false;
    int lastError_ = 0;
};

} // namespace readystage::fakes
