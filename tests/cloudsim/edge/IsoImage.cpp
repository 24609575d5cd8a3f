#include "tests/cloudsim/edge/IsoImage.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <stdexcept>

namespace readystage::cloudsim {

namespace {

using Archive = std::unique_ptr<archive, decltype(&archive_write_free)>;
using Entry = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;

void check(const Archive& iso, int result)
{
    if (result != ARCHIVE_OK)
        throw std::runtime_error(std::string("libarchive: ") + archive_error_string(iso.get()));
}

constexpr std::size_t kVolumeIdAt = 16 * 2048 + 40; ///< ECMA-119 8.4: of the primary volume descriptor
constexpr std::size_t kVolumeIdSize = 32;

la_ssize_t append(archive*, void* image, const void* bytes, std::size_t size)
{
    static_cast<std::string*>(image)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

void addFile(const Archive& iso, const std::string& path, const std::string& content)
{
    const Entry entry(archive_entry_new(), archive_entry_free);
    archive_entry_set_pathname(entry.get(), path.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0444);
    check(iso, archive_write_header(iso.get(), entry.get()));
    if (archive_write_data(iso.get(), content.data(), content.size()) != static_cast<la_ssize_t>(content.size()))
        throw std::runtime_error(std::string("libarchive: ") + archive_error_string(iso.get()));
}

} // namespace

std::string isoImage(const std::string& label, const Pairs& files)
{
    const Archive iso(archive_write_new(), archive_write_free);
    std::string image;
    check(iso, archive_write_set_format_iso9660(iso.get()));
    check(iso, archive_write_set_options(iso.get(), ("volume-id=" + label + ",joliet,rockridge=useful").c_str()));
    check(iso, archive_write_open(iso.get(), &image, nullptr, append, nullptr));
    for (const auto& [path, content] : files)
        addFile(iso, path, content);
    check(iso, archive_write_close(iso.get()));
    // libarchive makes CONFIG_2 of config-2, as the standard wants it; genisoimage, which CloudStack calls, does not
    image.replace(kVolumeIdAt, kVolumeIdSize, label + std::string(kVolumeIdSize - label.size(), ' '));
    return image;
}

} // namespace readystage::cloudsim
