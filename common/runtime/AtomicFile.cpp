#include "common/runtime/AtomicFile.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace readystage {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(int error, const std::string& step)
{
    throw std::system_error(error, std::generic_category(), step);
}

class Fd {
public:
    explicit Fd(int fd) : fd_(fd) {}

    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;

    ~Fd()
    {
        if (fd_ >= 0)
            ::close(fd_);
    }

    int get() const noexcept { return fd_; }

    bool isOpen() const noexcept { return fd_ >= 0; }

    /// close() can be where a network file system tells of a write that failed.
    int close() { return ::close(std::exchange(fd_, -1)); }

private:
    int fd_;
};

fs::path folderOf(const fs::path& path)
{
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

void writeAll(int fd, std::string_view bytes, const fs::path& path)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR)
            fail(errno, "cannot write " + path.string());
        bytes.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
}

/// The temporary file beside the one it will become; removed unless it has become it.
class Temporary {
public:
    explicit Temporary(const fs::path& target)
        : target_(target),
          name_((folderOf(target) / ("." + target.filename().string() + ".XXXXXX")).string()),
          fd_(::mkostemp(name_.data(), O_CLOEXEC))
    {
        if (!fd_.isOpen())
            fail(errno, "cannot create a temporary file for " + target.string());
    }

    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;

    ~Temporary()
    {
        if (!done_)
            ::unlink(name_.c_str());
    }

    void fill(std::string_view bytes, mode_t mode)
    {
        writeAll(fd_.get(), bytes, target_);
        if (::fchmod(fd_.get(), mode) != 0)
            fail(errno, "cannot set the mode of " + target_.string());
        if (::fsync(fd_.get()) != 0 || fd_.close() != 0)
            fail(errno, "cannot sync " + target_.string());
    }

    void becomeTarget()
    {
        if (::rename(name_.c_str(), target_.c_str()) != 0)
            fail(errno, "cannot rename the temporary file to " + target_.string());
        done_ = true;
    }

private:
    const fs::path& target_;
    std::string name_;
    Fd fd_;
    bool done_ = false;
};

} // namespace

void writeAtomically(const fs::path& path, std::string_view bytes, mode_t mode)
{
    Temporary temporary(path);
    temporary.fill(bytes, mode);
    temporary.becomeTarget();
    syncDirectory(folderOf(path));
}

void moveDurably(const fs::path& from, const fs::path& to)
{
    if (::rename(from.c_str(), to.c_str()) != 0)
        fail(errno, "cannot move " + from.string() + " to " + to.string());
    syncDirectory(folderOf(to));
}

void removeFile(const fs::path& path)
{
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        fail(errno, "cannot remove " + path.string());
}

void makeDirectory(const fs::path& path)
{
    if (path.empty() || fs::is_directory(path))
        return;
    const fs::path folder = path.has_filename() ? path : path.parent_path();
    makeDirectory(folder.parent_path());
    makeUnsyncedDirectory(folder);
    syncDirectory(folderOf(folder));
}

bool makeUnsyncedDirectory(const fs::path& path)
{
    if (::mkdir(path.c_str(), 0700) == 0)
        return true;
    if (errno != EEXIST || !fs::is_directory(path))
        fail(errno, "cannot create the folder " + path.string());
    return false;
}

void syncDirectory(const fs::path& path)
{
    const Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.isOpen() || ::fsync(fd.get()) != 0)
        fail(errno, "cannot sync the folder " + path.string());
}

std::string readFile(const fs::path& path, std::size_t limit)
{
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd.isOpen())
        fail(errno, "cannot open " + path.string());
    std::string bytes;
    std::string chunk(std::size_t{16} * 1024, '\0');
    while (true) {
        const ssize_t got = ::read(fd.get(), chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            fail(errno, "cannot read " + path.string());
        if (got == 0)
            return bytes;
        bytes.append(chunk, 0, static_cast<std::size_t>(got));
        if (bytes.size() > limit)
            fail(EFBIG, "cannot read " + path.string());
    }
}

} // namespace readystage
