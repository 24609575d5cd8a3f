#pragma once

#include "agent/ports/NetworkCards.h"

namespace readystage::agent {

/// The addresses the kernel knows (getifaddrs), in its order.
class LinuxNetworkCards final : public NetworkCards {
public:
    std::vector<Nic> addresses() override;
};

} // namespace readystage::agent
