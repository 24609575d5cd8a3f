#include "tests/cloudsim/core/WantedNics.h"

#include "tests/cloudsim/core/Owners.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>
#include <charconv>

namespace readystage::cloudsim {

namespace {

[[noreturn]] void refuseNics(const std::string& why)
{
    throw Refusal(431, kInvalidParameterValue, why);
}

std::optional<std::uint32_t> askedAddress(const std::string& text)
{
    if (text.empty())
        return std::nullopt;
    const auto address = parseIpv4(text);
    if (!address)
        refuseNics("Invalid specified IPv4 address " + text);
    return address;
}

std::string fieldOfRow(const Pairs& row, std::string_view field)
{
    const auto found = std::find_if(row.begin(), row.end(), [&](const auto& pair) { return pair.first == field; });
    return found == row.end() ? std::string() : found->second;
}

/// A number of the database is as good as a UUID.
const Network& networkCalled(const World& world, const std::string& id)
{
    auto known = world.canonicalId(Entity::network, id);
    if (!known) {
        std::uint64_t number = 0;
        const auto read = std::from_chars(id.data(), id.data() + id.size(), number);
        if (id.empty() || read.ec != std::errc() || read.ptr != id.data() + id.size())
            refuseNics("Unable to translate and find entity with networkId: " + id);
        known = world.idOfNumber(Entity::network, number);
    }
    if (!known)
        refuseNics("Unable to find network by id " + id);
    return *world.networks.find(*known);
}

std::vector<WantedNic> namedNics(const World& world, const Call& call)
{
    const auto rows = call.rows("iptonetworklist");
    const auto ids = call.list("networkids");
    if (!rows.empty() && (!ids.empty() || call.has("ipaddress") || call.has("ip6address")))
        refuseNics("ipToNetworkMap can't be specified along with networkIds or ipAddress");
    std::vector<WantedNic> nics;
    for (const Pairs& row : rows)
        nics.push_back({&networkCalled(world, fieldOfRow(row, "networkid")), askedAddress(fieldOfRow(row, "ip"))});
    for (const std::string& id : ids)
        nics.push_back({&networkCalled(world, id), std::nullopt});
    const Zone* const zone = world.zones.find(call.text("zoneid"));
    if (zone != nullptr && zone->networkType == "Basic" && (!nics.empty() || call.has("networkids")))
        refuseNics("Can't specify network Ids in Basic zone");
    return nics;
}

} // namespace

std::vector<WantedNic> wantedNics(const World& world, const Call& call, const Account& owner)
{
    std::vector<WantedNic> nics = namedNics(world, call);
    for (const WantedNic& nic : nics)
        if (!mayUse(owner, *nic.network))
            throw Refusal(531, kPermissionDenied, mayNotUse(*nic.network));
    for (const auto& [number, network] : world.networks)
        if (nics.empty() && network->zone->id == call.text("zoneid") &&
            (network->account == nullptr || network->account == &owner))
            nics.push_back({network.get(), std::nullopt});
    if (nics.empty())
        refuseNics("Unable to find a network for virtual machine deployment in the zone");
    if (call.has("ipaddress"))
        nics.front().address = askedAddress(call.text("ipaddress"));
    return nics;
}

} // namespace readystage::cloudsim
