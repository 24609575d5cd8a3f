#pragma once

#include "agent/edge/SystemRoot.h"
#include "agent/ports/ClaimSource.h"

namespace readystage::agent {

/// What DMI says on CloudStack's KVM: there the product is "CloudStack …" and its uuid is the instance id. Other
/// hypervisors' uuids are their own and claim nothing here.
class Firmware final : public ClaimSource {
public:
    explicit Firmware(SystemRoot root) : root_(std::move(root)) {}

    std::vector<Claim> claims() override;

private:
    SystemRoot root_;
};

} // namespace readystage::agent
