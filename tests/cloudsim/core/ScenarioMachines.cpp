#include "common/codec/Base64.h"
#include "tests/cloudsim/core/HostName.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/ScenarioFounder.h"
#include "tests/cloudsim/core/ScenarioWords.h"
#include "tests/cloudsim/core/VmStates.h"

#include <algorithm>

// The virtual machines of a scenario.
namespace readystage::cloudsim {

namespace {

std::string storedUserDataIn(const ScenarioReader& in, std::size_t most)
{
    std::string stored = base64::encode(in.textOr("userdata", ""));
    if (stored.size() > most)
        in.fail("userdata", "has " + std::to_string(stored.size()) +
                                " characters in base64, which is more than userdata_max_length, " +
                                std::to_string(most));
    return stored;
}

/// The network's account or its VPC's; nullptr: everybody may use it.
const Account* ownerOf(const Network& network)
{
    return network.account != nullptr || network.vpc == nullptr ? network.account : network.vpc->account;
}

} // namespace

/// Gives the virtual machine its id and a NIC on the network. `nameKey` tells where its name comes from.
void Founder::place(const ScenarioReader& in, const char* nameKey, Vm vm)
{
    const Network& network = pick(in, "network", world_.networks);
    const Account* const owner = ownerOf(network);
    if (owner != nullptr && owner != vm.account)
        in.fail("network", network.name + " is the account " + owner->name + "'s, not " + vm.account->name + "'s");
    if (!isHostName(vm.name))
        in.fail(nameKey, vm.name + " is no host name: letters, digits and hyphens, at most 63, a letter first");
    if (world_.vmNamed(network, vm.name) != nullptr)
        in.fail(nameKey, "there is a virtual machine " + vm.name + " on the network already");
    const std::string address = std::string(nameKey) == "name" ? in.textOr("address", "") : "";
    Vm& added = world_.vms.add(std::move(vm));
    try {
        if (address.empty())
            world_.addNic(added, network);
        else if (const std::uint32_t wanted = addressIn(in, "address", address); !isGuestAddress(network, wanted))
            in.fail("address", address + " is no address for a guest of " + network.name);
        else if (!world_.addNicAt(added, network, wanted))
            in.fail("address", address + " is taken");
    } catch (const Refusal& refusal) {
        in.fail("network", refusal.text());
    }
    if (added.host.empty())
        leaveHost(added, now_); // it ran before
}

Vm Founder::machineIn(const ScenarioReader& in)
{
    Vm vm;
    vm.name = in.text("name");
    vm.id = newId(in, "vm", vm.name, world_.vms);
    vm.displayName = in.textOr("display_name", vm.name);
    const Account& account = pick(in, "account", world_.accounts);
    const auto owner = std::find_if(world_.users.begin(), world_.users.end(),
                                    [&](const auto& row) { return row.second->account == &account; });
    vm.user = owner->second.get();
    vm.account = &account;
    vm.rootVolume = stableId("volume", vm.id);
    vm.state = stateIn(in);
    vm.zone = &pick(in, "zone", world_.zones);
    vm.templ = &pick(in, "template", world_.templates);
    vm.offering = &pick(in, "service_offering", world_.serviceOfferings);
    vm.size = vm.offering->size;
    vm.created = now_;
    vm.updated = now_;
    vm.host = vm.state == state::kRunning ? kHostName : "";
    vm.userData = vm.routerUserData = storedUserDataIn(in, world_.settings.userDataMaxLength);
    for (auto& [key, value] : in.pairs("tags"))
        vm.tags.push_back({key, value});
    return vm;
}

void Founder::virtualMachine(const ScenarioReader& in)
{
    const Vm vm = machineIn(in);
    place(in, "name", vm);
    const std::int64_t count = in.integerOr("count", 1, 1, 1'000'000);
    for (std::int64_t i = 2; i <= count; ++i) {
        Vm more = vm;
        more.name = more.displayName = vm.name + "-" + std::to_string(i);
        more.id = stableId("vm", more.name);
        if (world_.vms.find(more.id) != nullptr)
            in.fail("count", "there is a virtual machine " + more.name + " already");
        place(in, "count", std::move(more));
    }
}

} // namespace readystage::cloudsim
