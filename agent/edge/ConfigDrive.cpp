#include "agent/edge/ConfigDrive.h"

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
        log::info("config-drive.unreadable", {{"device", path.string()}, {"why", "it names no instance"}});
    } catch (const std::system_error& e) {
        if (e.code() != std::errc::no_such_file_or_directory && e.code().value() != ENOMEDIUM)
            log::info("config-drive.unreadable", {{"device", path.string()}, {"why", e.what()}});
    }
    return std::nullopt;
}

std::vector<std::filesystem::path> opticalDrives(const std::filesystem::path& dev)
{
    std::vector<std::filesystem::path> drives;
    try {
        for (const auto& name : layout::namesIn(dev)) {
            if (name.size() > 2 && name.starts_with("sr") &&
                std::all_of(name.begin() + 2, name.end(), [](char c) { return c >= '0' && c <= '9'; }))
                drives.push_back(dev / name);
        }
    } catch (const std::system_error&) {
        // a /dev that cannot be listed: no drives
    }
    return drives;
}

} // namespace

std::vector<Claim> ConfigDrive::claims()
{
    std::vector<std::filesystem::path> places{root_("/dev/disk/by-label/config-2"),
                                              root_("/dev/disk/by-label/CONFIG-2")};
    for (auto& drive : opticalDrives(root_("/dev")))
        places.push_back(std::move(drive));
    for (const auto& place : places) {
        if (auto claim = claimOf(place))
            return {*std::move(claim)};
    }
    return {};
}

} // namespace readystage::agent
