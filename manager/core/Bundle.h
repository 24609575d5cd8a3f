#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/domain/UserData.h"
#include "manager/core/Records.h"

namespace readystage {

/// A named way to deploy a VM. Zone, offerings, template and networks are names or ids as the operator wrote them;
/// names are resolved at each deploy with the caller's own rights.
struct Bundle {
    std::string name; ///< [A-Za-z0-9._-]{1,64}, unique; what `deployBundle bundle=` selects by
    std::string zone;
    std::string serviceOffering;
    std::string templ;
    std::optional<std::string> diskOffering;
    std::vector<std::string> networks;
    UserData userData;
    int failedAfterRuns = 2; ///< so many failed runs of the configuration make the VM `failed` instead of `failing`
    BundleRules rules;
};

} // namespace readystage
