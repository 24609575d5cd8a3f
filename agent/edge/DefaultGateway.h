#pragma once

#include "agent/edge/SystemRoot.h"
#include "agent/ports/LeaseSource.h"

namespace readystage::agent {

/// The gateways of the default routes, best first: in an isolated network it is the virtual router, in a shared one it
/// may not be.
class DefaultGateway final : public LeaseSource {
public:
    explicit DefaultGateway(SystemRoot root) : root_(std::move(root)) {}

    std::string name() const override { return "default route"; }

    std::vector<RouterHint> hints() override;

private:
    SystemRoot root_;
};

} // namespace readystage::agent
