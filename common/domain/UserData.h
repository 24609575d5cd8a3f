#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace readystage {

/// The exact bytes CloudStack keeps for a VM, base64 already removed. Never reformatted, only marked.
class UserData {
public:
    UserData() = default;

    explicit UserData(std::string bytes) : bytes_(std::move(bytes)) {}

    const std::string& bytes() const noexcept { return bytes_; }

    bool empty() const noexcept { return bytes_.empty(); }

    /// Whether `line` stands alone on a line (ended by \n, \r\n or the end).
    bool hasLine(std::string_view line) const;

    friend bool operator==(const UserData&, const UserData&) = default;

private:
    std::string bytes_;
};

} // namespace readystage
