#pragma once

#include "agent/core/Discovery.h"

#include <vector>

namespace readystage::agent {

/// The machine's own addresses, as they are now. Never throws.
class NetworkCards {
public:
    virtual ~NetworkCards() = default;

    /// One entry per IPv4 address of each interface that is up, loopback included; of one interface in the kernel's
    /// order, primary address first.
    virtual std::vector<Nic> addresses() = 0;
};

} // namespace readystage::agent
