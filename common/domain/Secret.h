#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace readystage {

/// Bytes that cannot be printed or logged by accident, compare in constant time and are wiped when they go.
// NOLINTNEXTLINE(cppcoreguidelines-special-member-functions): one assignment takes copies and moves
class Secret {
public:
    explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}

    Secret(const Secret&) = default;
    Secret(Secret&&) noexcept = default;

    Secret& operator=(Secret other) noexcept
    {
        bytes_.swap(other.bytes_); // `other` takes the old bytes along and wipes them
        return *this;
    }

    ~Secret();

    /// The bytes themselves, for the one place that needs them. Do not copy them into something that is logged.
    std::string_view reveal() const noexcept { return bytes_; }

    /// Time depends on the length of `other` only.
    bool equals(std::string_view other) const noexcept;

private:
    std::string bytes_;
};

} // namespace readystage
