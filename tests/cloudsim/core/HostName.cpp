#include "tests/cloudsim/core/HostName.h"

#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>
#include <cctype>

namespace readystage::cloudsim {

bool isHostName(const std::string& name)
{
    return !name.empty() && name.size() <= 63 && std::isalpha(static_cast<unsigned char>(name.front())) != 0 &&
           name.back() != '-' && std::all_of(name.begin(), name.end(), [](unsigned char c) {
               return c < 0x80 && (std::isalnum(c) != 0 || c == '-');
           });
}

void checkNameIsFree(const World& world, const std::vector<const Network*>& networks, const std::string& name)
{
    for (const Network* network : networks)
        if (world.vmNamed(*network, name) != nullptr)
            throw Refusal(431, kInvalidParameterValue,
                          "The vm with hostName " + name + " already exists in the network domain: " + network->domain +
                              "; network=" + network->name);
}

} // namespace readystage::cloudsim
