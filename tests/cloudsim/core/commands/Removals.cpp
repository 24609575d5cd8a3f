#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>
#include <vector>

// What is taken away of networks, VPCs and public addresses.
namespace readystage::cloudsim {

namespace {

/// What is nobody's own only an admin may remove.
void checkMayRemove(const Call& call, const Account* owner)
{
    if (!call.isAdmin() && (owner == nullptr || !hasAccess(call.caller(), *owner)))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
}

/// Of an asynchronous command: whatever its job throws shows 530.
[[noreturn]] void failRemoval(const std::string& why)
{
    throw Refusal(530, kCloudRuntime, why);
}

Job removalOf(const char* type, const std::string& id, decltype(Job::work) work)
{
    Job job;
    job.instanceType = type;
    job.instanceId = id;
    job.work = std::move(work);
    return job;
}

template <class Row, class Is> std::vector<const Row*> rowsThat(const Table<Row>& table, Is is)
{
    std::vector<const Row*> rows;
    for (const auto& [number, row] : table)
        if (is(*row))
            rows.push_back(row.get());
    return rows;
}

bool isOn(const Vm& vm, const Network& network)
{
    return std::any_of(vm.nics.begin(), vm.nics.end(), [&](const Nic& nic) { return nic.network == &network; });
}

/// With its public addresses and, unless they are a VPC's, its routers. A VM that is destroyed and not expunged keeps
/// it.
void removeNetwork(World& world, const Network& network)
{
    if (!rowsThat(world.vms, [&](const Vm& vm) { return isOn(vm, network); }).empty())
        failRemoval("Failed to delete network");
    for (const PublicAddress* address :
         rowsThat(world.publicAddresses, [&](const PublicAddress& row) { return row.network == &network; }))
        world.release(*address);
    for (const Router* router : rowsThat(world.routers, [&](const Router& row) { return row.network == &network; }))
        world.routers.remove(*router);
    world.networks.remove(network);
}

/// The number of the row that `id` names, which may have been removed.
template <class Row> std::string numberOf(const Table<Row>& table, const Call& call)
{
    return std::to_string(table.numberOf(call.text("id")).value_or(0));
}

Value runDeleteNetwork(World& world, const Call& call)
{
    const Network* const network = world.networks.find(call.text("id"));
    if (network == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Network ID=" + numberOf(world.networks, call) + " doesn't exist");
    checkMayRemove(call, network->account);
    const bool unfit = call.flag("forced") && !call.isAdmin();
    auto work = [id = network->id, unfit](World& then, const Job&, const GuestOutcome&, Instant) {
        const Network* const there = then.networks.find(id);
        if (there == nullptr)
            failRemoval("Unable to find a network with the specified ID.");
        if (unfit)
            failRemoval("Delete network with 'forced' option can only be called by root admins");
        removeNetwork(then, *there);
        return Value::object().add("success", true);
    };
    return startJob(world, call, removalOf("Network", network->id, std::move(work)));
}

void removeVpc(World& world, const Vpc& vpc)
{
    const std::size_t tiers = rowsThat(world.networks, [&](const Network& row) { return row.vpc == &vpc; }).size();
    if (tiers > 0)
        failRemoval("Can't delete VPC VPC {\"id\":" + std::to_string(vpc.number) + ",\"name\":\"" + vpc.name +
                    "\",\"uuid\":\"" + vpc.id + "\"} as its used by " + std::to_string(tiers) + " networks");
    for (const Router* router : rowsThat(world.routers, [&](const Router& row) { return row.vpc == &vpc; }))
        world.routers.remove(*router);
    world.vpcs.remove(vpc);
}

Value runDeleteVpc(World& world, const Call& call)
{
    const std::string vpcId = call.text("id");
    if (const Vpc* const vpc = world.vpcs.find(vpcId))
        checkMayRemove(call, vpc->account);
    auto work = [vpcId, number = numberOf(world.vpcs, call)](World& then, const Job&, const GuestOutcome&, Instant) {
        const Vpc* const there = then.vpcs.find(vpcId);
        if (there == nullptr)
            failRemoval("unable to find VPC id=" + number);
        removeVpc(then, *there);
        return Value::object().add("success", true);
    };
    return startJob(world, call, removalOf("Vpc", vpcId, std::move(work)));
}

/// By `id` or by `ipaddress`; of one that was released before, its id.
std::string addressFor(const World& world, const Call& call)
{
    if (call.has("id") && call.has("ipaddress"))
        throw Refusal(431, kInvalidParameterValue, "id parameter is mutually exclusive with ipaddress parameter");
    if (!call.has("id") && !call.has("ipaddress"))
        throw Refusal(431, kInvalidParameterValue, "Please specify either IP address or IP address ID");
    if (call.has("id"))
        return call.text("id");
    const PublicAddress* const address = world.publicAddresses.findName(call.text("ipaddress"));
    if (address == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Unable to find IP address by IP address=" + call.text("ipaddress"));
    return address->id;
}

/// An address that nobody has is nothing to release, so all is well.
void releaseAddress(World& world, const Job& job, const std::string& id)
{
    const PublicAddress* const there = world.publicAddresses.find(id);
    if (there == nullptr)
        return;
    if (!hasAccess(*job.caller, *there->account))
        throw Refusal(530, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    if (there->sourceNat && there->network->implemented)
        failRemoval("IP address is used for source nat purposes and can not be disassociated.");
    world.release(*there);
}

Value runDisassociate(World& world, const Call& call)
{
    const std::string id = addressFor(world, call);
    auto work = [id](World& then, const Job& job, const GuestOutcome&, Instant) {
        releaseAddress(then, job, id);
        return Value::object().add("success", true);
    };
    return startJob(world, call, removalOf("IpAddress", id, std::move(work)));
}

} // namespace

extern const Behaviour deleteNetwork;
const Behaviour deleteNetwork{.command = "deleteNetwork",
                              .run = runDeleteNetwork,
                              .subject = Entity::network,
                              .javaClass = "org.apache.cloudstack.api.command.user.network.DeleteNetworkCmd"};

extern const Behaviour deleteVPC;
const Behaviour deleteVPC{.command = "deleteVPC",
                          .run = runDeleteVpc,
                          .subject = Entity::vpc,
                          .javaClass = "org.apache.cloudstack.api.command.user.vpc.DeleteVPCCmd"};

extern const Behaviour disassociateIpAddress;
const Behaviour disassociateIpAddress{.command = "disassociateIpAddress",
                                      .run = runDisassociate,
                                      .subject = Entity::publicAddress,
                                      .javaClass =
                                          "org.apache.cloudstack.api.command.user.address.DisassociateIPAddrCmd"};

} // namespace readystage::cloudsim
