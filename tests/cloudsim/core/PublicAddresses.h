#pragma once

#include <string>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// An address of the public network: a network's source NAT, or one acquired for it.
struct PublicAddress {
    std::string id;
    std::uint64_t number = 0;
    std::string name; ///< the address itself
    const Network* network = nullptr;
    const Account* account = nullptr;
    bool sourceNat = false;
    std::string vm; ///< id of the VM behind its static NAT; empty: none
    Instant allocated{};
    std::string vmAddress = {}; ///< of its NIC, which static NAT leads to
};

} // namespace readystage::cloudsim
