#include "tests/cloudsim/core/Vpcs.h"

#include "common/codec/Digest.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Owners.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Scope.h"

namespace readystage::cloudsim {

namespace {

constexpr const char* kOffering = "Default VPC offering";

std::string offeringId()
{
    return stableId("vpcoffering", kOffering);
}

Value showTiers(const World& world, const Vpc& vpc)
{
    Value tiers = Value::list();
    for (const auto& [number, network] : world.networks)
        if (network->vpc == &vpc)
            tiers.push(Value::object()
                           .add("id", network->id)
                           .add("name", network->name)
                           .add("gateway", network->gateway)
                           .add("netmask", network->netmask)
                           .add("cidr", network->cidr)
                           .add("state", network->implemented ? "Implemented" : "Allocated"));
    return tiers;
}

Value show(const World& world, const Vpc& vpc)
{
    Value shown = Value::object();
    shown.add("id", vpc.id).add("name", vpc.name).add("displaytext", vpc.displayText);
    shown.add("created", formatDate(vpc.created)).add("zoneid", vpc.zone->id).add("zonename", vpc.zone->name);
    shown.add("state", "Enabled").add("cidr", vpc.cidr).add("vpcofferingid", offeringId());
    shown.add("vpcofferingname", kOffering).add("restartrequired", false).add("networkdomain", vpc.domain);
    shown.add("network", showTiers(world, vpc));
    if (vpc.account != nullptr)
        addOwner(shown, *vpc.account);
    shown.add("distributedvpcrouter", false).add("regionlevelvpc", false);
    shown.add("redundantvpcrouter", vpc.redundantRouter).add("tags", Value::list());
    return shown.add("hasannotations", false);
}

Value runCreate(World& world, const Call& call)
{
    const Account& owner = accessibleOwner(world, call);
    const Zone* const zone = world.zones.find(call.text("zoneid"));
    if (call.text("vpcofferingid") != offeringId())
        throw Refusal(431, kInvalidParameterValue,
                      "Unable to find VPC offering by specified id " + call.text("vpcofferingid"));
    if (zone == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Can't find zone by id specified");
    Vpc vpc;
    vpc.id = randomUuid();
    vpc.name = call.text("name");
    vpc.displayText = call.has("displaytext") ? call.text("displaytext") : vpc.name;
    vpc.cidr = call.text("cidr");
    vpc.zone = zone;
    vpc.account = &owner;
    vpc.domain = call.has("networkdomain") ? call.text("networkdomain") : "cloudsim.internal";
    vpc.publicAddress = world.unusedPublicAddress(World::kFirstVpcAddress);
    vpc.created = call.now();
    const std::string id = world.vpcs.add(std::move(vpc)).id;
    Job job;
    job.instanceType = "Vpc";
    job.instanceId = id;
    job.work = [id](World& then, const Job&, const GuestOutcome&, Instant) {
        const Vpc* const made = then.vpcs.find(id);
        if (made == nullptr) // it may be removed before its job begins
            throw Refusal(530, kServerApi, "Failed to create VPC");
        return Value::object().add("vpc", show(then, *made));
    };
    return startJob(world, call, std::move(job), id);
}

Value runList(World& world, const Call& call)
{
    const Scope scope(world, call);
    auto rows = selected(world.vpcs, call);
    std::erase_if(rows, [&](const Vpc* vpc) {
        return (vpc->account != nullptr && !scope.shows(*vpc->account)) ||
               (call.has("zoneid") && vpc->zone->id != call.text("zoneid")) ||
               (call.has("cidr") && vpc->cidr != call.text("cidr"));
    });
    return listed(world, call, "vpc", rows, [&](const Vpc* vpc) { return show(world, *vpc); });
}

Value runListOfferings(World& world, const Call& call)
{
    std::vector<const char*> rows;
    if ((!call.has("id") || call.text("id") == offeringId()) && (!call.has("name") || call.text("name") == kOffering))
        rows.push_back(kOffering);
    return listed(world, call, "vpcoffering", rows, [](const char* name) {
        return Value::object()
            .add("id", offeringId())
            .add("name", name)
            .add("displaytext", name)
            .add("isdefault", true)
            .add("state", "Enabled");
    });
}

} // namespace

extern const Behaviour createVPC;
const Behaviour createVPC{.command = "createVPC",
                          .run = runCreate,
                          .javaClass = "org.apache.cloudstack.api.command.user.vpc.CreateVPCCmd",
                          .javaClassAdmin = "org.apache.cloudstack.api.command.admin.vpc.CreateVPCCmdByAdmin"};

extern const Behaviour listVPCs;
const Behaviour listVPCs{.command = "listVPCs", .run = runList, .subject = Entity::vpc};

extern const Behaviour listVPCOfferings;
const Behaviour listVPCOfferings{.command = "listVPCOfferings", .run = runListOfferings};

} // namespace readystage::cloudsim
