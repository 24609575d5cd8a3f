#pragma once

#include <filesystem>
#include <string_view>

namespace readystage::agent {

/// Where the system's own paths begin: `/`, or what READYSTAGE_ROOT names. Every path we read or write below /proc,
/// /sys, /run, /var and /etc goes through here, so a test has a machine of its own.
class SystemRoot {
public:
    explicit SystemRoot(std::filesystem::path root) : root_(std::move(root)) {}

    /// @param absolute a path beginning with "/"
    std::filesystem::path operator()(std::string_view absolute) const
    {
        return root_ / std::filesystem::path(absolute.substr(1));
    }

private:
    std::filesystem::path root_;
};

} // namespace readystage::agent
