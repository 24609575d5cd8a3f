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

void checkHostName(const Call& call)
{
    if (call.has("name") && !isHostName(call.text("name")))
        refuseValue(call.command(),
                    "Invalid value provided for API arg: name - it can contain ASCII letters 'a' through 'z', the "
                    "digits '0' through '9', and the hyphen ('-'), must be between 1 and 63 characters long, and can't "
                    "start or end with \"-\" and can't start with digit");
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
