#pragma once

#include "agent/edge/SystemRoot.h"
#include "agent/ports/ClaimSource.h"

namespace readystage::agent {

/// The disc labelled config-2 that CloudStack attaches to VMs in networks whose metadata is on a config drive. It is
/// read in user space: neither mounted nor written to. Found by /dev/disk/by-label or, where nobody makes those links,
/// among the optical drives.
class ConfigDrive final : public ClaimSource {
public:
    explicit ConfigDrive(SystemRoot root) : root_(std::move(root)) {}

    std::vector<Claim> claims() override;

private:
    SystemRoot root_;
};

} // namespace readystage::agent
