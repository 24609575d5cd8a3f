#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Infrastructure.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Scope.h"
#include "tests/cloudsim/core/SshKeyPairs.h"
#include "tests/cloudsim/core/VmView.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

namespace readystage::cloudsim {

namespace {

using Vms = std::vector<const Vm*>;

Vms candidates(const World& world, const Call& call)
{
    if (call.has("id") && !call.list("ids").empty())
        throw Refusal(431, kInvalidParameterValue, "Specify either id or ids but not both parameters");
    Vms rows;
    const auto ids = call.list(call.has("id") ? "id" : "ids");
    if (!ids.empty()) {
        for (const std::string& id : ids)
            if (const Vm* const vm = world.vms.find(id))
                rows.push_back(vm);
        std::sort(rows.begin(), rows.end(), [](const Vm* a, const Vm* b) { return a->number < b->number; });
        rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
        return rows;
    }
    rows.reserve(world.vms.size());
    for (const auto& [number, vm] : world.vms)
        rows.push_back(vm.get());
    return rows;
}

/// Users are not shown what was destroyed, root admins what was hidden.
bool isVisible(const Vm& vm, RoleType viewer)
{
    const bool gone = vm.state == state::kDestroyed || vm.state == state::kExpunging;
    return (viewer != RoleType::user || !gone) && (viewer == RoleType::admin || vm.shown);
}

/// A root admin who asks for the pod is not shown what was destroyed, unless by state; of the cluster it is what has a
/// host or was stopped there.
struct Placed {
    bool inPod;
    bool inCluster;

    explicit Placed(const Call& call)
        : inPod(call.isAdmin() && call.has("podid") && !call.has("state")),
          inCluster(call.isAdmin() && call.has("clusterid"))
    {}

    bool fit(const Vm& vm) const
    {
        return !(inPod && vm.state == state::kDestroyed) &&
               (!inCluster || !vm.host.empty() || vm.state == state::kStopped);
    }
};

bool hasState(const Vm& vm, const std::string& wanted)
{
    if (ascii::equalIgnoringCase(wanted, "present"))
        return vm.state != state::kDestroyed && vm.state != state::kExpunging;
    return ascii::equalIgnoringCase(vm.state, wanted);
}

/// 4.11 did not look at addresses.
bool hasKeyword(const Vm& vm, const std::string& keyword, bool admin, bool byAddress)
{
    const auto contains = [&](const std::string& text) { return containsLike(text, keyword); };
    return contains(vm.displayName) || contains(vm.name) || ascii::equalIgnoringCase(vm.state, keyword) ||
           (admin && contains(vm.instanceName())) ||
           (byAddress && std::any_of(vm.nics.begin(), vm.nics.end(), [&](const Nic& nic) {
                return contains(nic.address) || (!nic.publicAddress.empty() && contains(nic.publicAddress));
            }));
}

/// The tables hold utf8mb3, which MySQL does not compare with characters of four bytes.
std::string keywordOf(const Call& call)
{
    std::string keyword = call.text("keyword");
    if (std::any_of(keyword.begin(), keyword.end(), [](unsigned char c) { return c >= 0xF0; }))
        throw Refusal(530, kCloudRuntime,
                      "Unable to find on DB, due to: Illegal mix of collations (utf8mb3_general_ci,IMPLICIT) and "
                      "(utf8mb4_general_ci,COERCIBLE) for operation 'like'");
    return keyword;
}

/// Refusal 431 for a key without a value, 530 for one that is given twice (TaggedResources.parseKeyValueMap).
std::vector<Tag> tagsOf(const Call& call)
{
    std::vector<Tag> tags;
    for (const auto& [key, value] : call.keyValues("tags")) {
        if (!value)
            throw Refusal(431, kInvalidParameterValue, "No value is passed in for key " + key);
        const auto same =
            std::find_if(tags.begin(), tags.end(), [&name = key](const Tag& tag) { return tag.key == name; });
        if (same != tags.end())
            throw Refusal(530, kServerApi,
                          "Duplicate key " + key + " (attempted merging values " + same->value + " and " + *value +
                              ")");
        tags.push_back({key, *value});
    }
    return tags;
}

/// Several tags are alternatives: one that fits is enough.
bool hasOneOf(const Vm& vm, const std::vector<Tag>& wanted)
{
    return wanted.empty() || std::any_of(vm.tags.begin(), vm.tags.end(), [&](const Tag& tag) {
               return std::any_of(wanted.begin(), wanted.end(), [&](const Tag& other) {
                   return ascii::equalIgnoringCase(tag.key, other.key) &&
                          ascii::equalIgnoringCase(tag.value, other.value);
               });
           });
}

using Id = std::optional<std::string>;

Id idIn(const Call& call, const char* parameter)
{
    return call.has(parameter) ? Id(call.text(parameter)) : std::nullopt;
}

bool is(const Id& wanted, const std::string& id)
{
    return !wanted || *wanted == id;
}

/// QueryManagerImpl compares the key itself, not its name: of a VM with several it finds none.
bool hasKeyOf(const Vm& vm, const std::vector<const SshKeyPair*>& keys)
{
    return std::any_of(keys.begin(), keys.end(), [&](const SshKeyPair* key) {
        return key->account == vm.account && textIn(vm.details, kSshPublicKeys) == key->publicKey;
    });
}

/// What the VMs must belong to, read from the call once.
struct Belongings {
    Id network, vpc, zone, templ, offering, user, userData, group;
    std::optional<std::vector<const SshKeyPair*>> keys; ///< those of the name asked for
    bool shown;
    std::optional<bool> haEnabled;
    bool onHost; ///< asked for by a root admin

    Belongings(const World& world, const Call& call)
        : network(idIn(call, "networkid")),
          vpc(idIn(call, "vpcid")),
          zone(idIn(call, "zoneid")),
          templ(idIn(call, "templateid")),
          offering(idIn(call, "serviceofferingid")),
          user(idIn(call, "userid")),
          userData(idIn(call, "userdataid")),
          group(idIn(call, "groupid")),
          keys(call.has("keypair") ? std::optional(keysCalled(world, call.text("keypair"))) : std::nullopt),
          shown(call.optionalFlag("displayvm").value_or(true)),
          haEnabled(call.optionalFlag("haenable")),
          onHost(call.isAdmin() && call.has("hostid"))
    {
        if (group == "-1")
            group.reset();
    }

    bool fit(const Vm& vm) const
    {
        const bool inNetwork = (!network && !vpc) || std::any_of(vm.nics.begin(), vm.nics.end(), [&](const Nic& nic) {
                                   return is(network, nic.network->id) &&
                                          (!vpc || (nic.network->vpc != nullptr && nic.network->vpc->id == *vpc));
                               });
        return inNetwork && (!onHost || vm.state == state::kRunning) && is(zone, vm.zone->id) &&
               is(templ, vm.templ->id) && is(offering, vm.offering->id) && is(user, vm.user->id) &&
               (!userData || *userData == (vm.userDataSource == nullptr ? "" : vm.userDataSource->id)) &&
               (!group || *group == (vm.group == nullptr ? "" : vm.group->id)) && (!keys || hasKeyOf(vm, *keys)) &&
               shown == vm.shown && haEnabled.value_or(vm.haEnabled) == vm.haEnabled;
    }
};

/// The only hypervisor here is CloudStack's simulator. Refusal 431 for one that CloudStack does not have.
bool hasHypervisor(const Call& call)
{
    static constexpr std::array kHypervisors{"XenServer", "KVM",       "VMware",    "Hyperv",  "VirtualBox",
                                             "Parralels", "BareMetal", "Simulator", "Ovm",     "Ovm3",
                                             "LXC",       "Any",       "Custom",    "External"};
    if (!call.has("hypervisor"))
        return true;
    const std::string wanted = call.text("hypervisor");
    if (std::none_of(kHypervisors.begin(), kHypervisors.end(),
                     [&](const char* known) { return ascii::equalIgnoringCase(known, wanted); }))
        throw Refusal(431, kInvalidParameterValue, "Invalid HypervisorType " + wanted);
    return ascii::equalIgnoringCase(wanted, "Simulator");
}

/// What no VM here has: a GPU, a lease, a template for network functions or another processor than x86_64, a pod,
/// cluster or host but the one. Refusal 431 where CloudStack refuses to look for it.
bool isPossible(const Call& call)
{
    static constexpr std::array kProcessors{"x86_64", "aarch64", "s390x", "i686"};
    if (call.flag("leased"))
        throw Refusal(431, kInvalidParameterValue,
                      " Cannot list leased instances because the Instance Lease feature is disabled, please enable it "
                      "to list leased instances");
    const std::string processor = call.has("arch") ? call.text("arch") : "x86_64";
    if (std::none_of(kProcessors.begin(), kProcessors.end(),
                     [&](const char* known) { return ascii::equalIgnoringCase(known, processor); }))
        throw Refusal(530, kCloudRuntime, "Unsupported arch type: " + processor);
    for (const char* const named :
         {"affinitygroupid", "autoscalevmgroupid", "backupofferingid", "extensionid", "isoid"})
        if (call.has(named) && call.text(named) != "-1")
            return false;
    if (call.isAdmin() && call.has("storageid"))
        throw Refusal(431, kInvalidParameterValue, "Unable to find specified storage pool");
    const auto isThere = [&](const char* parameter, const std::string& only) {
        return !call.isAdmin() || !call.has(parameter) || call.text(parameter) == only;
    };
    return ascii::equalIgnoringCase(processor, "x86_64") && !call.flag("gpuenabled") && !call.flag("isvnf") &&
           isThere("hostid", hostId()) && isThere("podid", podId()) && isThere("clusterid", clusterId());
}

Value runListVirtualMachines(World& world, const Call& call)
{
    Vms rows = candidates(world, call);
    if (!hasHypervisor(call) || !isPossible(call))
        rows.clear();
    const Scope scope(world, call);
    const auto tags = tagsOf(call);
    const std::string name = call.text("name");
    const std::string keyword = keywordOf(call);
    const std::string state = call.text("state");
    const bool byState = call.has("state");
    const Belongings belongings(world, call);
    const Placed placed(call);
    const bool admin = call.isAdmin();
    const RoleType viewer = call.account().role->type;
    const bool byName = call.has("name");
    std::unordered_map<const Account*, bool> listedAccounts;
    const auto isOfListedAccount = [&](const Vm& vm) {
        const auto [known, isNew] = listedAccounts.try_emplace(vm.account);
        if (isNew)
            known->second = scope.shows(*vm.account);
        return known->second;
    };
    std::erase_if(rows, [&](const Vm* vm) {
        return !isOfListedAccount(*vm) || !isVisible(*vm, viewer) || !placed.fit(*vm) ||
               (byState && !hasState(*vm, state)) || !hasOneOf(*vm, tags) || !belongings.fit(*vm) ||
               (byName && !ascii::equalIgnoringCase(vm->name, name)) ||
               (!keyword.empty() && !hasKeyword(*vm, keyword, admin, !world.settings.oldRelease));
    });
    const Page page = pageOf(world, call, rows.size());
    if (call.flag("retrieveonlyresourcecount"))
        return rows.empty() ? Value::object() : Value::object().add("count", static_cast<std::int64_t>(rows.size()));
    VmParts parts = VmParts::parse(call.list("details"));
    parts.userData = call.flag("userdata");
    Vm poisoned;
    if (!call.has("id") && page.first < page.end &&
        world.misbehaviours.taken("poisoned-list", call.command().name) != nullptr) {
        poisoned = *rows[page.first];
        poisoned.displayName += "\\u0024";
        rows[page.first] = &poisoned;
    }
    return listed(world, call, "virtualmachine", rows, [&](const Vm* vm) { return showVm(*vm, call.caller(), parts); });
}

} // namespace

extern const Behaviour listVirtualMachines;
const Behaviour listVirtualMachines{
    .command = "listVirtualMachines", .run = runListVirtualMachines, .subject = Entity::vm};

} // namespace readystage::cloudsim
