#include "tests/cloudsim/core/Infrastructure.h"

namespace readystage::cloudsim {

std::string hostId()
{
    return stableId("host", kHostName);
}

std::string podId()
{
    return stableId("pod", kPodName);
}

std::string clusterId()
{
    return stableId("cluster", kClusterName);
}

std::string managementServerId()
{
    return stableId("managementserver", "localhost");
}

std::string physicalNetworkId()
{
    return stableId("physicalnetwork", "physical");
}

} // namespace readystage::cloudsim
