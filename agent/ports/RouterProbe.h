#pragma once

#include "agent/core/Choice.h"

#include <vector>

namespace readystage::agent {

/// Asks possible routers who we are.
class RouterProbe {
public:
    enum class Until {
        first, ///< candidates not yet asked when one knew us are not asked any more
        all    ///< every candidate is asked, for people who want to see it
    };

    virtual ~RouterProbe() = default;

    /// Asks the candidates side by side, each from its own source address, and returns one answer for each, in their
    /// order. Blocks 20 seconds at most. Never throws: a candidate that cannot be asked is unreachable.
    virtual std::vector<ProbeAnswer> ask(const std::vector<Candidate>& candidates, Until until) = 0;
};

} // namespace readystage::agent
