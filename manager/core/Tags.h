#pragma once

#include <string>
#include <vector>

#include "manager/core/Records.h"

namespace readystage {

struct TagNames {
    std::string readyKey = "ready";
    std::string readyValue = "1";
};

/// What the tags of a VM should say: `ready=1` only while it is ready; `readystage=failing|failed|timeout` and
/// `readystage-reason` tell a stock poller why not.
std::vector<Tag> tagsWanted(const VmRecord& vm, const TagNames& names);

struct TagPlan {
    std::vector<Tag> remove; ///< ours, and no longer true
    std::vector<Tag> create;
    std::string refused; ///< not empty: somebody else's tag stands where one of ours should be
};

/// What to do so that `present` becomes `wanted`. A tag that is not in `ours` is never removed: CloudStack has no
/// "change", so a key that somebody else has set to another value cannot be ours.
TagPlan planTags(const std::vector<Tag>& present, const std::vector<Tag>& wanted, const std::vector<Tag>& ours);

/// Text that may stand in a tag: at most 255 bytes of printable ASCII without backslash. One `\u0024` in a tag makes
/// every JSON list with that VM fail (ApiResponseSerializer.java), control characters are refused.
std::string tagText(std::string_view outside);

} // namespace readystage
