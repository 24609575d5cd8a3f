#pragma once

#include <string>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// VMs of one account under one name; it stays when its last VM is gone.
struct InstanceGroup {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    const Account* account = nullptr;
    Instant created{};
};

/// The account's group of this name, made when there is none.
const InstanceGroup& groupNamed(World& world, const Account& account, const std::string& name, Instant now);

} // namespace readystage::cloudsim
