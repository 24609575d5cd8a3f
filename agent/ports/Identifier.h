#pragma once

#include "common/domain/Result.h"

#include <string>

namespace readystage::agent {

/// Nobody told us who we are; `why` is for people.
struct Unidentified {
    std::string why;
};

/// Learns this boot's instance id from outside the disk.
class Identifier {
public:
    virtual ~Identifier() = default;

    /// One round of asking; 20 seconds at most. The id is [A-Za-z0-9._-]{1,64}.
    virtual Result<std::string, Unidentified> identify() = 0;
};

} // namespace readystage::agent
