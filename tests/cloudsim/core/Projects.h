#pragma once

#include <string>
#include <vector>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// A project owns things through an account of its own, which no user belongs to.
struct Project {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    std::string displayText;
    const Account* account = nullptr; ///< PrjAcct-<name>-<number>
    std::vector<const Account*> members;
    Instant created{};
};

} // namespace readystage::cloudsim
