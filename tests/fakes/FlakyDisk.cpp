#include "tests/fakes/FlakyDisk.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

namespace readystage::fakes {

namespace {

constexpr std::size_t kSector = 512;

std::string uniqueName()
{
    static int count = 0;
    return "flaky-disk-" + std::to_string(++count);
}

} // namespace

/// The entry points SQLite is given. Locks on files are always granted: there is one process.
struct FlakyDisk::Calls {
    static File& file(sqlite3_file* handle) { return *reinterpret_cast<File*>(handle); }

    static FlakyDisk& disk(sqlite3_vfs* vfs) { return *static_cast<FlakyDisk*>(vfs->pAppData); }

    static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* handle, int flags, int* outFlags)
    {
        FlakyDisk& self = disk(vfs);
        const std::scoped_lock hold(self.mutex_);
        auto& inode = self.files_[path ? path : "temporary-" + std::to_string(self.files_.size())];
        if (!inode)
            inode = std::make_unique<Inode>();
        constexpr int kLogs = SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL;
        inode->syncsFolder = inode->syncsFolder || (inode->now.empty() && (flags & kLogs) != 0);
        inode->removed = false;
        file(handle) = {{&methods()}, &self, inode.get(), false, {}, {}};
        if (outFlags)
            *outFlags = flags;
        return SQLITE_OK;
    }

    /// Without a sync of the folder the name may come back after a power cut, with what was durable.
    static int remove(sqlite3_vfs* vfs, const char* path, int alsoFolder)
    {
        FlakyDisk& self = disk(vfs);
        const std::scoped_lock hold(self.mutex_);
        if (const int failure = self.mayOperate())
            return failure;
        const auto at = self.files_.find(path);
        if (at == self.files_.end())
            return SQLITE_IOERR_DELETE_NOENT;
        Inode& inode = *at->second;
        inode.now.clear();
        inode.unsynced.push_back({-1, {}, 0});
        inode.removed = true;
        if (alsoFolder != 0)
            self.syncFolder();
        return SQLITE_OK;
    }

    static int access(sqlite3_vfs* vfs, const char* path, int, int* exists)
    {
        FlakyDisk& self = disk(vfs);
        const std::scoped_lock hold(self.mutex_);
        const auto at = self.files_.find(path);
        *exists = at != self.files_.end() && !at->second->now.empty() ? 1 : 0;
        return SQLITE_OK;
    }

    static int fullPath(sqlite3_vfs*, const char* path, int size, char* out)
    {
        sqlite3_snprintf(size, out, "%s", path);
        return SQLITE_OK;
    }

    static int lastError(sqlite3_vfs* vfs, int, char*) { return disk(vfs).lastError_; }

    static int close(sqlite3_file* handle) { return leaveShared(handle); }

    static int read(sqlite3_file* handle, void* to, int count, sqlite3_int64 offset)
    {
        const std::scoped_lock hold(file(handle).disk->mutex_);
        const std::string& bytes = file(handle).inode->now;
        const auto size = static_cast<std::size_t>(count);
        const auto from = std::min(static_cast<std::size_t>(offset), bytes.size());
        const auto there = std::min(size, bytes.size() - from);
        std::memcpy(to, bytes.data() + from, there);
        std::memset(static_cast<char*>(to) + there, 0, size - there);
        return there == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
    }

    static int write(sqlite3_file* handle, const void* from, int count, sqlite3_int64 offset)
    {
        FlakyDisk& self = *file(handle).disk;
        const std::scoped_lock hold(self.mutex_);
        if (const int failure = self.mayOperate())
            return failure;
        Inode& inode = *file(handle).inode;
        if (self.full_ && offset + count > std::ssize(inode.now)) {
            self.lastError_ = ENOSPC;
            return SQLITE_FULL;
        }
        Write write{offset, std::string(static_cast<const char*>(from), static_cast<std::size_t>(count)), 0};
        apply(inode.now, write);
        inode.unsynced.push_back(std::move(write));
        return SQLITE_OK;
    }

    static int truncate(sqlite3_file* handle, sqlite3_int64 size)
    {
        FlakyDisk& self = *file(handle).disk;
        const std::scoped_lock hold(self.mutex_);
        if (const int failure = self.mayOperate())
            return failure;
        const Write write{-1, {}, size};
        apply(file(handle).inode->now, write);
        file(handle).inode->unsynced.push_back(write);
        return SQLITE_OK;
    }

    static int sync(sqlite3_file* handle, int)
    {
        FlakyDisk& self = *file(handle).disk;
        const std::scoped_lock hold(self.mutex_);
        if (const int failure = self.mayOperate())
            return failure;
        if (self.syncsFail_) {
            self.lastError_ = EIO;
            return SQLITE_IOERR_FSYNC;
        }
        file(handle).inode->durable = file(handle).inode->now;
        file(handle).inode->unsynced.clear();
        if (std::exchange(file(handle).inode->syncsFolder, false))
            self.syncFolder();
        return SQLITE_OK;
    }

    static int size(sqlite3_file* handle, sqlite3_int64* size)
    {
        const std::scoped_lock hold(file(handle).disk->mutex_);
        *size = std::ssize(file(handle).inode->now);
        return SQLITE_OK;
    }

    static int lock(sqlite3_file*, int) { return SQLITE_OK; }

    static int isReserved(sqlite3_file*, int* reserved)
    {
        *reserved = 0;
        return SQLITE_OK;
    }

    static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }

    static int sectorSize(sqlite3_file*) { return kSector; }

    static int characteristics(sqlite3_file*) { return 0; }

    static int mapShared(sqlite3_file* handle, int region, int size, int extend, volatile void** memory)
    {
        const std::scoped_lock hold(file(handle).disk->mutex_);
        auto& shared = file(handle).inode->shared;
        if (!std::exchange(file(handle).maps, true))
            ++file(handle).inode->mappers;
        const auto index = static_cast<std::size_t>(region);
        while (extend && shared.size() <= index)
            shared.push_back(std::make_unique<std::string>(static_cast<std::size_t>(size), '\0'));
        *memory = index < shared.size() ? shared[index]->data() : nullptr;
        return SQLITE_OK;
    }

    static int lockShared(sqlite3_file* handle, int offset, int count, int flags)
    {
        const std::scoped_lock hold(file(handle).disk->mutex_);
        const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
        if ((flags & SQLITE_SHM_UNLOCK) != 0) {
            for (int slot = offset; slot < offset + count; ++slot)
                unlock(file(handle), slot);
            return SQLITE_OK;
        }
        for (int slot = offset; slot < offset + count; ++slot)
            if (isLockedByAnother(file(handle), slot, exclusive))
                return SQLITE_BUSY;
        for (int slot = offset; slot < offset + count; ++slot)
            take(file(handle), slot, exclusive);
        return SQLITE_OK;
    }

    static bool isLockedByAnother(const File& file, int slot, bool exclusive)
    {
        const int locked = file.inode->sharedLocks[slot];
        if (file.holdsExclusive[slot])
            return false;
        return exclusive ? locked != (file.holds[slot] ? 1 : 0) : locked < 0;
    }

    static void take(File& file, int slot, bool exclusive)
    {
        if (exclusive) {
            file.inode->sharedLocks[slot] = -1;
            file.holdsExclusive[slot] = true;
        } else if (!file.holds[slot]) {
            ++file.inode->sharedLocks[slot];
            file.holds[slot] = true;
        }
    }

    static void unlock(File& file, int slot)
    {
        if (file.holdsExclusive[slot])
            file.inode->sharedLocks[slot] = 0;
        else if (file.holds[slot])
            --file.inode->sharedLocks[slot];
        file.holds[slot] = file.holdsExclusive[slot] = false;
    }

    /// Who maps it first after all have left finds it empty.
    static int leaveShared(sqlite3_file* handle)
    {
        const std::scoped_lock hold(file(handle).disk->mutex_);
        for (int slot = 0; slot < SQLITE_SHM_NLOCK; ++slot)
            unlock(file(handle), slot);
        if (std::exchange(file(handle).maps, false) && --file(handle).inode->mappers == 0)
            file(handle).inode->shared.clear();
        return SQLITE_OK;
    }

    static void barrier(sqlite3_file*) { std::atomic_thread_fence(std::memory_order_seq_cst); }

    static int unmapShared(sqlite3_file* handle, int) { return leaveShared(handle); }

    static const sqlite3_io_methods& methods()
    {
        static const sqlite3_io_methods methods{
            2,           close,      read,    write,      truncate,        sync,      size,       lock,
            lock,        isReserved, control, sectorSize, characteristics, mapShared, lockShared, barrier,
            unmapShared, nullptr,    nullptr};
        return methods;
    }
};

FlakyDisk::FlakyDisk() : name_(uniqueName())
{
    vfs_ = *sqlite3_vfs_find(nullptr); // time, sleep and randomness are the system's
    vfs_.szOsFile = sizeof(File);
    vfs_.zName = name_.c_str();
    vfs_.pAppData = this;
    vfs_.xOpen = Calls::open;
    vfs_.xDelete = Calls::remove;
    vfs_.xAccess = Calls::access;
    vfs_.xFullPathname = Calls::fullPath;
    vfs_.xGetLastError = Calls::lastError;
    sqlite3_vfs_register(&vfs_, 0);
}

FlakyDisk::~FlakyDisk()
{
    sqlite3_vfs_unregister(&vfs_);
}

int FlakyDisk::operations() const
{
    const std::scoped_lock hold(mutex_);
    return operations_;
}

void FlakyDisk::failPowerAfter(int operations)
{
    const std::scoped_lock hold(mutex_);
    lastOperation_ = operations;
}

void FlakyDisk::powerOn()
{
    const std::scoped_lock hold(mutex_);
    for (const auto& [path, inode] : files_) {
        inode->now = inode->durable.value_or("");
        inode->unsynced.clear();
    }
    lastOperation_.reset();
}

void FlakyDisk::powerOnTorn(unsigned seed)
{
    std::mt19937 random(seed);
    {
        const std::scoped_lock hold(mutex_);
        for (const auto& [path, inode] : files_) {
            std::string kept = inode->durable.value_or("");
            for (const Write& write : inode->unsynced)
                for (std::size_t at = 0; at < std::max<std::size_t>(write.bytes.size(), 1); at += kSector)
                    if (random() % 2 == 0)
                        apply(kept, write.offset < 0 ? write
                                                     : Write{write.offset + static_cast<std::int64_t>(at),
                                                             write.bytes.substr(at, kSector), 0});
            inode->durable = kept;
        }
    }
    powerOn();
}

void FlakyDisk::failSyncs(bool failing)
{
    const std::scoped_lock hold(mutex_);
    syncsFail_ = failing;
}

void FlakyDisk::fillUp(bool full)
{
    const std::scoped_lock hold(mutex_);
    full_ = full;
}

void FlakyDisk::syncFolder()
{
    for (const auto& [path, inode] : files_)
        if (inode->removed) {
            inode->durable.reset();
            inode->unsynced.clear();
        }
}

int FlakyDisk::mayOperate()
{
    if (lastOperation_ && operations_ >= *lastOperation_) {
        lastError_ = EIO;
        return SQLITE_IOERR;
    }
    ++operations_;
    return SQLITE_OK;
}

void FlakyDisk::apply(std::string& bytes, const Write& write)
{
    if (write.offset < 0) {
        bytes.resize(std::min(bytes.size(), static_cast<std::size_t>(write.size)));
        return;
    }
    const auto offset = static_cast<std::size_t>(write.offset);
    bytes.resize(std::max(bytes.size(), offset + write.bytes.size()));
    bytes.replace(offset, write.bytes.size(), write.bytes);
}

} // namespace readystage::fakes
