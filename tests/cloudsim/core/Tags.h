#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// What createTags and deleteTags act on, copied out of the call for their job.
struct TagRequest {
    std::string resourceType;
    std::vector<std::string> resourceIds;
    std::vector<std::pair<std::string, std::optional<std::string>>> tags;
    std::string customer = {};
};

/// Whether CloudStack knows resources of its kind; here only virtual machines have tags.
bool hasResourceType(const TagRequest& request);

/// Whether createTags gets as far as telling of it: the kind is known, every key has a value, no key stands twice.
bool isWellFormed(const TagRequest& request);

/// All or nothing: the first VM that is unknown, not the caller's or has one of the keys already fails everything.
void applyTags(World& world, const User& caller, const TagRequest& request);

/// Removes the tags that match key and, where given, value, without regard to case; all tags when none is named.
/// Refusal 530 when none matches.
void removeTags(World& world, const User& caller, const TagRequest& request);

} // namespace readystage::cloudsim
