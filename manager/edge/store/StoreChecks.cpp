#include "manager/edge/store/StoreChecks.h"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "manager/ports/Journal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace readystage::store {

namespace {

// From the kernel's magic.h and the file systems' own sources; the kernel gives 32 bits.
constexpr std::array kNetworkFileSystems{
    std::pair{0x6969L, "NFS"},        std::pair{0x517bL, "SMB"},      std::pair{0xff534d42L, "CIFS"},
    std::pair{0xfe534d42L, "SMB2"},   std::pair{0x00c36400L, "Ceph"}, std::pair{0x01021997L, "9p"},
    std::pair{0x5346414fL, "AFS"},    std::pair{0x73757245L, "Coda"}, std::pair{0x0bd00bd0L, "Lustre"},
    std::pair{0x19830326L, "BeeGFS"}, std::pair{0x47504653L, "GPFS"}, std::pair{0x564cL, "NCP"},
};

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why)
{
    throw JournalError(JournalError::Kind::broken, path.string() + why);
}

struct stat statusOf(const std::filesystem::path& path)
{
    struct stat status {};

    if (::stat(path.c_str(), &status) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot look at " + path.string());
    return status;
}

void checkFolder(const std::filesystem::path& folder)
{
    if ((statusOf(folder).st_mode & 022) != 0)
        refuse(folder, " may be written by others than its owner: chmod 700 it");

    struct statfs system {};

    if (::statfs(folder.c_str(), &system) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot look at the file system of " + folder.string());
    if (const auto name = networkFileSystem(system.f_type); !name.empty())
        refuse(folder, " is on a network file system (" + name + "): the journal needs a local one");
}

} // namespace

void checkPlace(const std::filesystem::path& file)
{
    checkFolder(file.parent_path());
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        throw std::system_error(errno, std::generic_category(), "cannot open " + file.string());
    ::close(fd);
    if ((statusOf(file).st_mode & 077) != 0)
        refuse(file, " may be read by others than its owner: chmod 600 it");
}

std::string networkFileSystem(long type)
{
    for (const auto& [known, name] : kNetworkFileSystems)
        if (known == (type & 0xffffffffL))
            return name;
    return {};
}

bool hasWalResetBug(int version)
{
    constexpr int kFirst = 3'007'000;
    constexpr int kMended = 3'051'003;
    const bool backported =
        (version >= 3'044'006 && version < 3'045'000) || (version >= 3'050'007 && version < 3'051'000);
    return version >= kFirst && version < kMended && !backported;
}

} // namespace readystage::store
