#pragma once

#include <string>

namespace readystage::agent {

struct GateAnswer {
    bool open = false;
    std::string said; ///< the end of what it printed, or why it could not be asked
};

/// The site's own question whether a configured machine can be given work.
class Gate {
public:
    virtual ~Gate() = default;

    /// A minute at most. Never throws: a gate that cannot be asked is not open.
    virtual GateAnswer ask() = 0;
};

} // namespace readystage::agent
