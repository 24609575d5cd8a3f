#pragma once

#include <string_view>

#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

// What `resourcetype` and `resourceid` of a call ask for (com.cloud.api.query.ResourceIdSupport).

/// Refusal 431 for a type that is none of CloudStack's ApiCommandResourceType; any case of letters is right.
void checkResourceType(const Call& call);

/// Refusal 431 for a resource that never was, 531 for one that the caller has no access to. Of resources only virtual
/// machines are known by their ids.
void checkResource(const World& world, const Call& call);

} // namespace readystage::cloudsim
