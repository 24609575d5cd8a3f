#include "tests/cloudsim/core/DefaultOfferings.h"

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

std::vector<NetworkOffering> defaultNetworkOfferings()
{
    const auto offering = [](const char* name, const char* text, const char* type, const char* provider,
                             bool securityGroups, bool vpc) {
        return NetworkOffering{stableId("networkoffering", name), 0, name, text, type, provider, securityGroups, vpc};
    };
    return {offering("DefaultIsolatedNetworkOfferingWithSourceNatService",
                     "Offering for Isolated networks with Source Nat service enabled", "Isolated", "VirtualRouter",
                     false, false),
            offering("DefaultSharedNetworkOffering", "Offering for Shared networks", "Shared", "VirtualRouter", false,
                     false),
            offering("DefaultSharedNetworkOfferingWithSGService", "Offering for Shared Security group enabled networks",
                     "Shared", "VirtualRouter", true, false),
            offering(kTierOffering, "Offering for Isolated VPC networks", "Isolated", "VirtualRouter", false, true),
            offering("DefaultL2NetworkOffering", "Offering for L2 networks", "L2", "", false, false),
            offering("DefaultL2NetworkOfferingConfigDrive", "Offering for L2 networks with config drive user data",
                     "L2", "ConfigDrive", false, false)};
}

} // namespace readystage::cloudsim
