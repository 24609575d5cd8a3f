#include "tests/cloudsim/core/WantedNics.h"

#include "common/domain/Ids.h"
#include "tests/cloudsim/core/Owners.h"
#include "tests/cloudsim/core/Printed.h"
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

/// By UUID or by the number it has in the database.
std::uint64_t networkNumber(const World& world, const std::string& id)
{
    const auto known = canonicalUuid(id);
    if (const Network* const network = known ? world.networks.find(*known) : nullptr)
        return network->number;
    std::uint64_t number = 0;
    const auto read = std::from_chars(id.data(), id.data() + id.size(), number);
    if (id.empty() || read.ec != std::errc() || read.ptr != id.data() + id.size())
        refuseNics("Unable to translate and find entity with networkId: " + id);
    return number;
}

struct Numbered {
    std::uint64_t network;
    std::optional<std::uint32_t> address;
};

/// Of one that is not there CloudStack names the first, by its number.
std::vector<WantedNic> nicsOn(const World& world, const std::vector<Numbered>& wanted)
{
    std::vector<WantedNic> nics;
    nics.reserve(wanted.size());
    for (const auto& [number, address] : wanted) {
        const Network* const network = world.networks.findNumber(number);
        if (network == nullptr)
            refuseNics("Unable to find network by id " + std::to_string(wanted.front().network));
        nics.push_back({network, address});
    }
    return nics;
}

std::vector<WantedNic> namedNics(const World& world, const Call& call)
{
    const auto rows = call.rows("iptonetworklist");
    const auto ids = call.list("networkids");
    if (!rows.empty() && (!ids.empty() || call.has("ipaddress") || call.has("ip6address")))
        refuseNics("ipToNetworkMap can't be specified along with networkIds or ipAddress");
    std::vector<Numbered> wanted;
    wanted.reserve(rows.size() + ids.size());
    for (const Pairs& row : rows)
        wanted.push_back({networkNumber(world, textIn(row, "networkid")), askedAddress(textIn(row, "ip"))});
    for (const std::string& id : ids)
        wanted.push_back({world.networks.numberOf(id).value_or(0), std::nullopt});
    std::vector<WantedNic> nics = nicsOn(world, wanted);
    const Zone* const zone = world.zones.find(call.text("zoneid"));
    if (zone != nullptr && zone->networkType == "Basic" && (!nics.empty() || call.has("networkids")))
        refuseNics("Can't specify network Ids in Basic zone");
    return nics;
}

/// UserVmManagerImpl.getDefaultNetwork. Networks of nobody stand for the account's own.
void checkIsOnly(const World& world, const Call& call, const Account& owner)
{
    const auto isolated = std::count_if(world.networks.begin(), world.networks.end(), [&](const auto& row) {
        const Network& network = *row.second;
        return network.type == "Isolated" && network.zone->id == call.text("zoneid") &&
               (network.account == nullptr || network.account == &owner);
    });
    if (isolated > 1)
        refuseNics("More than 1 default Isolated networks are found for Account " + printed(owner) +
                   "; please specify networkIds");
}

} // namespace

std::vector<WantedNic> wantedNics(const World& world, const Call& call, const Account& owner)
{
    std::vector<WantedNic> nics = namedNics(world, call);
    for (const WantedNic& nic : nics)
        if (!mayUse(owner, *nic.network))
            throw Refusal(531, kPermissionDenied, mayNotUse(*nic.network));
    if (nics.empty())
        checkIsOnly(world, call, owner);
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
