#include "tests/cloudsim/core/CustomId.h"

#include "common/domain/Ids.h"
#include "tests/cloudsim/core/Refusal.h"

namespace readystage::cloudsim {

void checkCustomId(const World& world, const Call& call)
{
    if (!call.has("customid"))
        return;
    if (!call.isAdmin())
        throw Refusal(531, kPermissionDenied,
                      "Please check your permissions, you are not allowed to create/update custom id");
    const std::string id = call.text("customid");
    const auto canonical = canonicalUuid(id);
    if (!canonical || *canonical != id)
        throw Refusal(431, kInvalidParameterValue, "UUID: " + id + " doesn't follow the UUID format");
    if (world.vmNumber(id) != 0)
        throw Refusal(431, kInvalidParameterValue,
                      "UUID: " + id + " already exists so can't create/update with custom id");
}

} // namespace readystage::cloudsim
