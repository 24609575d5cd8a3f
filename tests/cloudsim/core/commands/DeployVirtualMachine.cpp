#include "common/codec/Digest.h"
#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/CustomId.h"
#include "tests/cloudsim/core/CustomSize.h"
#include "tests/cloudsim/core/HostName.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Owners.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/SshKeyPairs.h"
#include "tests/cloudsim/core/VmDetails.h"
#include "tests/cloudsim/core/VmStates.h"
#include "tests/cloudsim/core/VmView.h"
#include "tests/cloudsim/core/WantedNics.h"

#include <algorithm>
#include <array>

namespace readystage::cloudsim {

namespace {

std::string nameFor(const Call& call, const std::string& id)
{
    checkHostName(call);
    return call.has("name") ? call.text("name") : "VM-" + id;
}

/// One that CloudStack does not know is as good as none (HypervisorType.getType).
void checkHypervisor(const Call& call)
{
    static constexpr std::array<std::string_view, 13> kOthers{
        "xenserver", "kvm",  "vmware", "hyperv", "virtualbox", "parallels", "baremetal",
        "ovm",       "ovm3", "lxc",    "custom", "external",   "any"};
    const std::string given = ascii::lowerCase(call.text("hypervisor"));
    if (std::find(kOthers.begin(), kOthers.end(), given) != kOthers.end())
        throw Refusal(431, kInvalidParameterValue,
                      "Hypervisor passed to the deployVm call, is different from the hypervisor type of the Template");
}

/// The VM without its NICs.
Vm compose(const World& world, const Call& call, const Account& owner)
{
    Vm vm;
    vm.id = call.has("customid") ? call.text("customid") : randomUuid();
    vm.name = nameFor(call, vm.id);
    vm.templ = world.templates.find(call.text("templateid"));
    if (vm.templ == nullptr)
        throw Refusal(530, kCloudRuntime,
                      "Please provide only one of the following parameters - template ID, volume ID or snapshot ID");
    vm.zone = world.zones.find(call.text("zoneid"));
    vm.offering = world.serviceOfferings.find(call.text("serviceofferingid"));
    if (vm.zone == nullptr || vm.offering == nullptr || vm.offering->removed)
        throw Refusal(431, kInvalidParameterValue, "Unable to find zone or service offering");
    vm.details = detailsForDeploy(call);
    checkForDeploy(vm.details, *vm.offering);
    vm.displayName = call.has("displayname") ? call.text("displayname") : vm.name;
    vm.user = &call.caller();
    vm.account = &owner;
    const FinalUserData userData = finalUserData(world, *vm.templ, call);
    vm.userData = userData.text;
    vm.userDataSource = userData.source;
    vm.userDataDetails = call.map("userdatadetails");
    checkHypervisor(call);
    vm.size = sizeFor(*vm.offering, vm.details);
    checkRootDisk(vm.details);
    if (!call.text("keyboard").empty())
        vm.details.emplace_back("keyboard", call.text("keyboard"));
    vm.shown = call.optionalFlag("displayvm").value_or(true);
    // the virtual router gets both while the VM is prepared, before its first boot
    vm.routerUserData = vm.userData;
    vm.routerDetails = vm.userDataDetails;
    vm.rootVolume = randomUuid();
    vm.created = call.now();
    return vm;
}

void checkNics(const World& world, const Call& call, const Vm& vm, const std::vector<WantedNic>& nics)
{
    const Network& first = *nics.front().network;
    if (!vm.userData.empty() && !first.hasUserDataService())
        throw Refusal(431, kInvalidParameterValue,
                      "Unable to deploy VM as UserData is provided while deploying the VM, but there is no support for "
                      "UserData service in the default network " +
                          first.name + "/" + first.id + ".");
    checkCustomId(world, call);
    std::vector<const Network*> networks;
    networks.reserve(nics.size());
    for (const WantedNic& nic : nics)
        networks.push_back(nic.network);
    checkNameIsFree(world, networks, vm.name);
}

/// Adds the VM with its NICs; nothing of it stays when an address is not to be had.
Vm& settle(World& world, Vm composed, const std::vector<WantedNic>& nics)
{
    Vm& vm = world.vms.add(std::move(composed));
    try {
        for (const WantedNic& nic : nics)
            world.addNic(vm, *nic.network, nic.address);
    } catch (const Refusal&) {
        world.forget(vm);
        throw;
    }
    return vm;
}

Event madeEvent(const User& caller, const Vm& vm, Instant now)
{
    Event event;
    event.level = "INFO";
    event.state = "Created";
    event.userName = caller.name;
    event.account = vm.account;
    event.created = now;
    return event;
}

/// A disk of the VM, or of a router that is made for it.
void tellDiskMade(World& world, Event event, const std::string& disk, std::uint64_t number, const std::string& instance)
{
    event.type = "VOLUME.CREATE";
    event.description = "Successfully created entity for creating ROOT volume. Volume Type: ROOTVolume ID: " + disk +
                        " Instance ID: " + instance;
    event.resourceType = "Volume";
    event.resourceId = disk;
    event.resourceName = "ROOT-" + std::to_string(number);
    world.events.add(std::move(event));
}

/// The first VM of an isolated network has its router made.
void tellRouterMade(World& world, const Network& network, const Event& event)
{
    Event firewall = event;
    firewall.type = "FIREWALL.OPEN";
    firewall.description = "Successfully created entity for creating firewall rule";
    firewall.resourceType = "FirewallRule";
    world.events.add(std::move(firewall));
    tellDiskMade(world, event, randomUuid(), network.number, stableId("router", network.id));
}

Value becomeDeployed(World& world, const Job& job, const GuestOutcome& outcome, Instant now)
{
    Vm& vm = *world.vms.find(job.vm);
    if (!outcome.ok) {
        vm.updated = now;
        vm.state = state::kError;
        throw Refusal(530, kCloudRuntime,
                      "Unable to orchestrate the start of VM instance {\"instanceName\":\"" + vm.instanceName() +
                          "\",\"uuid\":\"" + vm.id + "\"}.");
    }
    for (const Nic& nic : vm.nics) {
        Network& network = *world.networks.find(nic.network->id);
        if (!network.implemented && network.type == "Isolated")
            tellRouterMade(world, network, madeEvent(*job.caller, vm, now));
        network.implemented = true;
        provideRouters(world, *nic.network, now);
    }
    becomeRunning(vm, now);
    return Value::object().add("virtualmachine", showVmForJob(vm, job));
}

Value staysStopped(World& world, const Job& job, const GuestOutcome&, Instant)
{
    return Value::object().add("virtualmachine", showVmForJob(*world.vms.find(job.vm), job));
}

/// Of the default NIC, in lower case; empty: none is asked for.
std::string askedMac(const Call& call)
{
    constexpr std::size_t kLength = 17; // 02:00:00:00:00:00
    const std::string given = call.text("macaddress");
    if (!call.has("macaddress"))
        return "";
    std::string mac = ascii::lowerCase(given);
    std::replace(mac.begin(), mac.end(), '-', ':');
    bool valid = mac.size() == kLength;
    for (std::size_t i = 0; valid && i < kLength; ++i)
        valid = i % 3 == 2 ? mac[i] == ':' : ascii::isHexDigit(mac[i]);
    if (!valid)
        throw Refusal(431, kInvalidParameterValue, "Mac address is not valid: " + given);
    if (std::string_view("13579bdf").find(mac[1]) != std::string_view::npos)
        throw Refusal(431, kInvalidParameterValue, "Mac address is not unicast: " + given);
    return mac;
}

void checkGroups(const Call& call, const Network& first)
{
    if (!call.list("securitygroupids").empty() && !first.offering->securityGroups)
        throw Refusal(431, kInvalidParameterValue,
                      "Can't create vm with security groups; security group feature is not enabled per zone");
    if (const auto names = call.list("affinitygroupnames"); !names.empty())
        throw Refusal(431, kInvalidParameterValue, "Unable to find affinity group by name " + names.front());
}

Value runDeployVirtualMachine(World& world, const Call& call)
{
    const Account& owner = accessibleOwner(world, call);
    Vm composed = compose(world, call, owner);
    const std::string mac = askedMac(call);
    const auto nics = wantedNics(world, call, owner);
    checkGroups(call, *nics.front().network);
    addSshKeys(world, call, owner, *nics.front().network, composed.details);
    composed.details.emplace_back(kNotStarted, "true");
    checkNics(world, call, composed, nics);
    const bool start = call.optionalFlag("startvm").value_or(true);
    Vm& vm = settle(world, std::move(composed), nics);
    if (!mac.empty())
        vm.nics.front().mac = mac;
    vm.state = start ? state::kStarting : state::kStopped;
    if (call.has("group"))
        vm.group = &groupNamed(world, owner, call.text("group"), call.now());
    if (!call.isBlank("extraconfig")) {
        vm.state = state::kStopped; // it is there already
        throw Refusal(431, kInvalidParameterValue,
                      "attempted setting extraconfig but enable.additional.vm.configuration is disabled");
    }
    if (start)
        vm.updated = call.now();
    tellDiskMade(world, madeEvent(call.caller(), vm, call.now()), vm.rootVolume, vm.number, vm.id);
    for (const WantedNic& nic : nics)
        world.push(*nic.network);
    Job job;
    job.vm = vm.id;
    job.guest = start ? GuestAction::start : GuestAction::none;
    job.work = start ? becomeDeployed : staysStopped;
    return startJob(world, call, std::move(job), vm.id);
}

} // namespace

extern const Behaviour deployVirtualMachine;
const Behaviour deployVirtualMachine{
    .command = "deployVirtualMachine",
    .run = runDeployVirtualMachine,
    .javaClass = "org.apache.cloudstack.api.command.user.vm.DeployVMCmd",
    .javaClassAdmin = "org.apache.cloudstack.api.command.admin.vm.DeployVMCmdByAdmin",
    .words = {
        .type = "VM.CREATE", .scheduled = "Starting Instance with ID: ", .deed = "deploying Vm", .tellsStart = true}};

} // namespace readystage::cloudsim
