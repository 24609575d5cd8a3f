#include "agent/edge/ConfigDrive.h"

#include "agent/core/Choice.h"
#include "agent/core/Iso9660.h"
#include "agent/edge/SpoolLayout.h"
#include "common/runtime/Log.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace readystage::agent {
namespace {

constexpr std::size_t kIdBytes = 256;

/// A device open for reading. Throws std::system_error naming it.
class Device {
public:
    explicit Device(const std::filesystem::path& path)
        : path_(path),
          // With O_NONBLOCK an empty drive is opened as it is: the kernel does not move its tray.
          descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK))
    {
        if (descriptor_ < 0)
            throw std::system_error(errno, std::generic_category(), "cannot open " + path.string());
    }

    ~Device() { ::close(descriptor_); }

    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    std::string read(std::uint64_t offset, std::size_t size) const
    {
        std::string bytes(size, '\0');
        std::size_t got = 0;
        while (got < size) {
            const auto count = ::pread(descriptor_, bytes.data() + got, size - got, static_cast<off_t>(offset + got));
            if (count < 0 && errno != EINTR)
                throw std::system_error(errno, std::generic_category(), "cannot read " + path_.string());
            if (count == 0)
                break;
            got += count > 0 ? static_cast<std::size_t>(count) : 0;
        }
        bytes.resize(got);
        return bytes;
    }

private:
    std::filesystem::path path_;
    int descriptor_;
};

std::string withoutBlanks(const std::string& text)
{
    constexpr const char* kBlanks = " \t\r\n";
    const auto begin = std::min(text.find_first_not_of(kBlanks), text.size());
    return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

bool isConfigDrive(const Iso9660& disc)
{
    return disc.label() == "config-2" || disc.label() == "CONFIG-2";
}

/// CloudStack's own files: OpenStack's meta_data.json beside them does not have the instance id.
std::optional<std::string> instanceIdOn(const Iso9660& disc)
{
    for (const char* name : {"instance-id.txt", "vm-id.txt"}) {
        const auto text = disc.file({"cloudstack", "metadata", name}, kIdBytes);
        if (text && isInstanceId(withoutBlanks(*text)))
            return withoutBlanks(*text);
    }
    return std::nullopt;
}

std::optional<Claim> claimOf(const std::filesystem::path& path)
{
    try {
        const Device device(path);
        const auto disc =
            Iso9660::open([&device](std::uint64_t offset, std::size_t size) { return device.read(offset, size); });
        if (!disc || !isConfigDrive(*disc))
            return std::nullopt;
        if (auto id = instanceIdOn(*disc))
            return Claim{Claim::Kind::configDrive, *std::move(id), path.string()};
        log::info("config-drive.unreadable", {{"why", path.string() + " names no instance"}});
    } catch (const std::system_error& e) {
        if (e.code().value() != ENOMEDIUM) // an empty drive
            log::info("config-drive.unreadable", {{"why", e.what()}});
    }
    return std::nullopt;
}

std::vector<std::filesystem::path> opticalDrives(const std::filesystem::path& dev)
{
    std::vector<std::filesystem::path> drives;
    for (const auto& name : layout::namesIn(dev)) {
        if (name.size() > 2 && name.starts_with("sr") &&
            std::all_of(name.begin() + 2, name.end(), [](char c) { return c >= '0' && c <= '9'; }))
            drives.push_back(dev / name);
    }
    return drives;
}

std::vector<std::filesystem::path> drivesLabelled(const std::filesystem::path& byLabel)
{
    std::vector<std::filesystem::path> drives;
    for (const auto& name : layout::namesIn(byLabel)) {
        if (name == "config-2" || name == "CONFIG-2")
            drives.push_back(byLabel / name);
    }
    return drives;
}

/// Where there are links by label no other drive is touched: a disc on storage that hangs would hold us.
std::vector<std::filesystem::path> drivesOn(const SystemRoot& root)
{
    std::error_code ignored;
    return std::filesystem::exists(root("/dev/disk"), ignored) ? drivesLabelled(root("/dev/disk/by-label"))
                                                               : opticalDrives(root("/dev"));
}

} // namespace

std::vector<Claim> ConfigDrive::claims()
{
    try {
        for (const auto& drive : drivesOn(root_)) {
            if (auto claim = claimOf(drive))
                return {*std::move(claim)};
        }
    } catch (const std::system_error& e) {
        log::info("config-drive.unreadable", {{"why", e.what()}});
    }
    return {};
}

} // namespace readystage::agent
