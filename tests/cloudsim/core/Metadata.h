#pragma once

#include <string>
#include <string_view>

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// What the Apache of a virtual router answers; 200 carries the bytes of a file.
struct MetadataAnswer {
    int status;
    std::string body;
};

/// GET `path` from `source` at the router of `network`. The router knows a guest by its TCP source address only: no VM
/// at that address, 404. A VM without userdata has an empty user-data file: 200 without a byte. Paths match in any
/// case.
MetadataAnswer metadata(const World& world, const Network& network, std::string_view source, std::string_view path);

} // namespace readystage::cloudsim
