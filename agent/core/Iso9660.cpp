#include "agent/core/Iso9660.h"

namespace readystage::agent {
namespace {

constexpr std::size_t kSector = 2048;
constexpr std::size_t kFirstDescriptor = 16; ///< sector
constexpr std::size_t kMostDescriptors = 16;
constexpr std::uint32_t kMostFolderBytes = 1024 * 1024;

// In a volume descriptor.
constexpr std::size_t kLabel = 40;
constexpr std::size_t kLabelBytes = 32;
constexpr std::size_t kEscapes = 88;
constexpr std::size_t kBlockSize = 128;
constexpr std::size_t kRootRecord = 156;

enum Descriptor : unsigned char { primary = 1, supplementary = 2, terminator = 255 };

// In the record of a file.
constexpr std::size_t kRecordBytes = 34; ///< at least
constexpr std::size_t kAttributeBlocks = 1;
constexpr std::size_t kBlock = 2;
constexpr std::size_t kSize = 10;
constexpr std::size_t kFlags = 25;
constexpr std::size_t kNameBytes = 32;
constexpr std::size_t kName = 33;
constexpr unsigned char kFolderFlag = 2;

unsigned char byteAt(std::string_view bytes, std::size_t at)
{
    return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t littleEndian(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::uint32_t value = 0;
    for (std::size_t i = size; i-- > 0;)
        value = value << 8 | byteAt(bytes, at + i);
    return value;
}

bool isDescriptor(std::string_view sector)
{
    return sector.size() == kSector && sector.substr(1, 5) == "CD001" && littleEndian(sector, kBlockSize, 2) == kSector;
}

bool isJoliet(std::string_view descriptor)
{
    const auto escapes = descriptor.substr(kEscapes, 3);
    return byteAt(descriptor, 0) == Descriptor::supplementary &&
           (escapes == "%/@" || escapes == "%/C" || escapes == "%/E");
}

/// As names are compared: without version and final dot, in lower case, `-` as `_`.
std::string comparable(std::string_view name)
{
    name = name.substr(0, name.find(';'));
    if (name.ends_with('.'))
        name.remove_suffix(1);
    std::string result;
    for (const char c : name)
        result += c == '-' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
}

} // namespace

std::optional<Iso9660> Iso9660::open(const Read& read)
{
    std::optional<Iso9660> image;
    for (std::size_t i = 0; i < kMostDescriptors; ++i) {
        const std::string sector = read((kFirstDescriptor + i) * kSector, kSector);
        if (sector.size() != kSector || sector.compare(1, 5, "CD001") != 0 ||
            byteAt(sector, 0) == Descriptor::terminator)
            break;
        if (!isDescriptor(sector))
            continue;
        if (byteAt(sector, 0) == Descriptor::primary && !image) {
            const auto label = sector.substr(kLabel, kLabelBytes);
            image = Iso9660(read, label.substr(0, label.find_last_not_of(' ') + 1));
            image->root_ = extentOf(std::string_view(sector).substr(kRootRecord));
        } else if (image && isJoliet(sector)) {
            image->joliet_ = true;
            image->root_ = extentOf(std::string_view(sector).substr(kRootRecord));
        }
    }
    return image;
}

std::optional<std::string> Iso9660::file(std::initializer_list<std::string_view> path, std::size_t limit) const
{
    Extent at = root_;
    for (const auto name : path) {
        const auto next = find(at, name);
        if (!next)
            return std::nullopt;
        at = *next;
    }
    if (at.isFolder || at.size > limit)
        return std::nullopt;
    std::string content = read_(at.offset, at.size);
    if (content.size() != at.size)
        return std::nullopt;
    return content;
}

Iso9660::Extent Iso9660::extentOf(std::string_view record)
{
    const std::uint64_t block = std::uint64_t{littleEndian(record, kBlock, 4)} + byteAt(record, kAttributeBlocks);
    return {block * kSector, littleEndian(record, kSize, 4), (byteAt(record, kFlags) & kFolderFlag) != 0};
}

std::string Iso9660::nameOf(std::string_view record) const
{
    const auto bytes = record.substr(kName, byteAt(record, kNameBytes));
    if (!joliet_)
        return std::string(bytes);
    std::string name; // big-endian UCS-2; what we look for is ASCII
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
        name += bytes[i] == '\0' ? bytes[i + 1] : '?';
    return name;
}

std::optional<Iso9660::Extent> Iso9660::find(const Extent& folder, std::string_view name) const
{
    if (!folder.isFolder || folder.size > kMostFolderBytes)
        return std::nullopt;
    const std::string bytes = read_(folder.offset, folder.size);
    const std::string wanted = comparable(name);
    for (std::size_t at = 0; at + kRecordBytes <= bytes.size();) {
        const std::size_t length = byteAt(bytes, at);
        if (length == 0) { // records do not go over the end of a sector
            at = (at / kSector + 1) * kSector;
            continue;
        }
        if (length < kRecordBytes || at + length > bytes.size())
            return std::nullopt;
        const auto record = std::string_view(bytes).substr(at, length);
        if (comparable(nameOf(record)) == wanted)
            return extentOf(record);
        at += length;
    }
    return std::nullopt;
}

} // namespace readystage::agent
