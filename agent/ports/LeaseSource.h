#pragma once

#include "agent/core/Discovery.h"

#include <string>
#include <vector>

namespace readystage::agent {

/// One place on this machine that may know where the virtual router is. It reads what is there now: no process is
/// started, nothing is asked over the network but the name service. Never throws: what cannot be read is no hint.
class LeaseSource {
public:
    virtual ~LeaseSource() = default;

    /// For messages: `dhclient`, `data-server` …
    virtual std::string name() const = 0;
    virtual std::vector<RouterHint> hints() = 0;
};

} // namespace readystage::agent
