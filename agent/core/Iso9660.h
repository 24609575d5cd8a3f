#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace readystage::agent {

/// A disc image, as much of ISO 9660 (ECMA-119) and of Joliet's long names as it takes to read a small file from a
/// config drive without mounting it. An image may be damaged in any way: what cannot be read is not there.
class Iso9660 {
public:
    /// Bytes from `offset` on: `size` of them, fewer where the image ends. What it throws passes through.
    using Read = std::function<std::string(std::uint64_t offset, std::size_t size)>;

    /// nullopt when there is no such image.
    static std::optional<Iso9660> open(const Read& read);

    const std::string& label() const noexcept { return label_; }

    /// The content of the file; nullopt when it is not there or longer than `limit` bytes. Names match in any case, and
    /// `-` matches `_`, which images without Joliet have in its place.
    std::optional<std::string> file(std::initializer_list<std::string_view> path, std::size_t limit) const;

private:
    /// A file or folder: where its bytes are.
    struct Extent {
        std::uint64_t offset = 0;
        std::uint32_t size = 0;
        bool isFolder = false;
    };

    Iso9660(Read read, std::string label) : read_(std::move(read)), label_(std::move(label)) {}

    static Extent extentOf(std::string_view record);
    std::string nameOf(std::string_view record) const;
    std::optional<Extent> find(const Extent& folder, std::string_view name) const;

    Read read_;
    std::string label_;
    Extent root_;
    bool joliet_ = false;
};

} // namespace readystage::agent
