#pragma once

#include "agent/ports/LeaseSource.h"

namespace readystage::agent {

/// The router that agent.conf names.
class ConfiguredRouter final : public LeaseSource {
public:
    explicit ConfiguredRouter(IpAddress router) : router_(std::move(router)) {}

    std::string name() const override { return "configuration"; }

    std::vector<RouterHint> hints() override
    {
        RouterHint hint{RouterHint::Kind::configured, router_};
        hint.source = "configuration: router";
        return {hint};
    }

private:
    IpAddress router_;
};

} // namespace readystage::agent
