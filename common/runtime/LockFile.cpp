#include "common/runtime/LockFile.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace readystage {

LockFile LockFile::open(const std::filesystem::path& path)
{
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        throw std::system_error(errno, std::generic_category(), "cannot open lock file " + path.string());
    return LockFile(fd);
}

std::optional<LockFile> LockFile::tryTake(const std::filesystem::path& path)
{
    LockFile lock = open(path);
    if (::flock(lock.fd_, LOCK_EX | LOCK_NB) == 0)
        return lock;
    if (errno == EWOULDBLOCK)
        return std::nullopt;
    throw std::system_error(errno, std::generic_category(), "cannot lock " + path.string());
}

LockFile LockFile::take(const std::filesystem::path& path)
{
    LockFile lock = open(path);
    int taken = 0;
    do
        taken = ::flock(lock.fd_, LOCK_EX);
    while (taken != 0 && errno == EINTR);
    if (taken != 0)
        throw std::system_error(errno, std::generic_category(), "cannot lock " + path.string());
    return lock;
}

LockFile::LockFile(LockFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

LockFile::~LockFile()
{
    if (fd_ >= 0)
        ::close(fd_);
}

} // namespace readystage
