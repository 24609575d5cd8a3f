#pragma once

#include "agent/core/Choice.h"

#include <vector>

namespace readystage::agent {

/// One thing attached to this machine from outside its disk that may name the instance. It reads what is there now,
/// without the network and without changing anything. Never throws: what cannot be read claims nothing.
class ClaimSource {
public:
    virtual ~ClaimSource() = default;
    virtual std::vector<Claim> claims() = 0;
};

} // namespace readystage::agent
