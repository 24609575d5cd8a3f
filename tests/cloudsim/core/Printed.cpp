#include "tests/cloudsim/core/Printed.h"

#include <algorithm>

namespace readystage::cloudsim {

/// Domain paths begin with a slash in the database.
std::string printed(const Domain& domain)
{
    const std::string below = domain.path.substr(std::min<std::size_t>(domain.path.size(), 4));
    return "Domain {\"id\":" + std::to_string(domain.number) + ",\"name\":\"" + domain.name + "\",\"path\":\"" +
           (below.empty() ? "/" : below + "/") + "\",\"uuid\":\"" + domain.id + "\"}";
}

std::string printed(const Account& account)
{
    return "Account [{\"accountName\":\"" + account.name + "\",\"id\":" + std::to_string(account.number) +
           ",\"uuid\":\"" + account.id + "\"}]";
}

std::string printed(const Network& network)
{
    return "Network {\"id\": " + std::to_string(network.number) + ", \"name\": \"" + network.name + "\", \"uuid\": \"" +
           network.id + "\", \"networkofferingid\": " + std::to_string(network.offering->number) + "}";
}

std::string printed(const PublicAddress& address)
{
    return "IPAddress {\"address\":\"" + address.name +
           "\",\"dataCenterId\":" + std::to_string(address.network->zone->number) +
           ",\"id\":" + std::to_string(address.number) + ",\"uuid\":\"" + address.id + "\"}";
}

} // namespace readystage::cloudsim
