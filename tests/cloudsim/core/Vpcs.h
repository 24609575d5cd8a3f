#pragma once

#include <string>
#include <vector>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// A virtual private cloud: networks, its tiers, behind one virtual router.
struct Vpc {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    std::string displayText;
    std::string cidr;
    const Zone* zone = nullptr;
    const Account* account = nullptr;
    std::string domain;        ///< DNS domain of its tiers, unless they have their own
    std::string publicAddress; ///< of its router
    bool redundantRouter = false;
    Instant created{};
};

inline const std::string& Network::servedBy() const
{
    return vpc == nullptr ? id : vpc->id;
}

} // namespace readystage::cloudsim
