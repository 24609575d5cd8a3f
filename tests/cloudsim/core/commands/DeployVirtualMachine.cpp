#include "common/codec/Digest.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/HostName.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/UserDataRules.h"
#include "tests/cloudsim/core/VmView.h"

#include <array>

namespace readystage::cloudsim {

namespace {

constexpr std::array kParameters{
    Parameter{"zoneid", Type::uuid, true, "Availability zone for the Instance", Entity::zone},
    Parameter{"serviceofferingid", Type::uuid, true, "The ID of the service offering for the Instance",
              Entity::serviceOffering},
    Parameter{"templateid", Type::uuid, false, "The ID of the Template for the Instance", Entity::templ},
    Parameter{"name", Type::text, false, "Host name for the Instance"},
    Parameter{"displayname", Type::text, false, "An optional user generated name for the Instance"},
    Parameter{"group", Type::text, false, "An optional group for the Instance"},
    Parameter{"networkids", Type::list, false,
              "List of network ids used by Instance. Can't be specified with ipToNetworkList parameter",
              Entity::network},
    Parameter{"diskofferingid", Type::uuid, false, "The ID of the disk offering for the Instance.",
              Entity::diskOffering},
    Parameter{"size", Type::integer, false,
              "The arbitrary size for the DATADISK volume. Mutually exclusive with diskOfferingId"},
    Parameter{"userdata", Type::text, false,
              "An optional binary data that can be sent to the Instance upon a successful deployment.", Entity::none,
              false, 1048576},
    Parameter{"userdatadetails", Type::map, false,
              "Used to specify the parameters values for the variables in userdata."},
    Parameter{"details", Type::map, false,
              "used to specify the custom parameters. 'extraconfig' is not allowed to be passed in details"},
    Parameter{"keypairs", Type::list, false, "Names of the ssh key pairs used to login to the Instance"},
    Parameter{"securitygroupids", Type::list, false,
              "Comma separated list of security groups id that going to be applied to the Instance."},
    Parameter{"affinitygroupids", Type::list, false,
              "Comma separated list of affinity groups id that are going to be applied to the Instance."},
    Parameter{"startvm", Type::boolean, false,
              "True if start Instance after creating; defaulted to true if not specified"},
};

constexpr std::array kResponse{
    ResponseField{"id", "string", "the ID of the Instance"},
    ResponseField{"name", "string", "the name of the Instance"},
    ResponseField{"state", "string", "the state of the Instance"},
    ResponseField{"nic", "list", "the list of nics associated with the Instance"},
    ResponseField{"jobid", "string", "The UUID of the latest async job acting on this object"},
    ResponseField{"jobstatus", "integer", "The current status of the latest async job acting on this object"},
};

/// The named networks, or the first one of the zone the caller may use.
std::vector<const Network*> networksFor(const World& world, const Call& call)
{
    std::vector<const Network*> chosen;
    for (const std::string& id : call.list("networkids")) {
        const Network* const network = world.networks.find(id);
        if (network == nullptr)
            throw Refusal(431, kInvalidParameterValue, "Unable to find network by id " + id);
        if (network->account != nullptr && network->account != &call.account())
            throw Refusal(531, kPermissionDenied, "Unable to use network with id= " + id + ", permission denied");
        chosen.push_back(network);
    }
    for (const auto& [number, network] : world.networks)
        if (chosen.empty() && network->zone->id == call.text("zoneid") &&
            (network->account == nullptr || network->account == &call.account()))
            chosen.push_back(network.get());
    return chosen;
}

std::string nameFor(const Call& call, const std::string& id)
{
    const std::string name = call.text("name");
    if (name.empty())
        return "VM-" + id;
    if (!isHostName(name))
        refuseValue(call.command(),
                    "Invalid value provided for API arg: name - it can contain ASCII letters 'a' through 'z', the "
                    "digits '0' through '9', and the hyphen ('-'), must be between 1 and 63 characters long, and can't "
                    "start or end with \"-\" and can't start with digit");
    return name;
}

/// Everything is judged before the first row is written.
Vm compose(const World& world, const Call& call, const std::vector<const Network*>& networks)
{
    Vm vm;
    vm.id = randomUuid();
    vm.name = nameFor(call, vm.id);
    vm.templ = world.templates.find(call.text("templateid"));
    if (vm.templ == nullptr)
        throw Refusal(530, kCloudRuntime,
                      "Please provide only one of the following parameters - template ID, volume ID or snapshot ID");
    checkNameIsFree(world, networks, vm.name);
    vm.zone = world.zones.find(call.text("zoneid"));
    vm.offering = world.serviceOfferings.find(call.text("serviceofferingid"));
    if (vm.zone == nullptr || vm.offering == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Unable to find zone or service offering");
    vm.displayName = call.has("displayname") ? call.text("displayname") : vm.name;
    vm.group = call.text("group");
    vm.user = &call.caller();
    vm.userData = storedUserData(call.text("userdata"), call.isPost(), world.settings.userDataMaxLength);
    vm.userDataDetails = call.map("userdatadetails");
    vm.details = call.map("details");
    // the virtual router gets both while the VM is prepared, before its first boot
    vm.routerUserData = vm.userData;
    vm.routerDetails = vm.userDataDetails;
    vm.created = vm.updated = call.now();
    return vm;
}

Value becomeRunning(World& world, const Job& job, const GuestOutcome& outcome, Instant now)
{
    Vm& vm = *world.vms.find(job.vm);
    vm.updated = now;
    if (!outcome.ok) {
        vm.state = state::kError;
        throw Refusal(530, kCloudRuntime,
                      "Unable to orchestrate the start of VM instance {\"instanceName\":\"" + vm.instanceName() +
                          "\",\"uuid\":\"" + vm.id + "\"}.");
    }
    vm.state = state::kRunning;
    vm.host = kHostName;
    return Value::object().add("virtualmachine", showVmForJob(vm, job));
}

Value staysStopped(World& world, const Job& job, const GuestOutcome&, Instant)
{
    return Value::object().add("virtualmachine", showVmForJob(*world.vms.find(job.vm), job));
}

Value run(World& world, const Call& call)
{
    const auto networks = networksFor(world, call);
    if (networks.empty())
        throw Refusal(431, kInvalidParameterValue,
                      "Unable to find a network for virtual machine deployment in the zone");
    const bool start = call.optionalFlag("startvm").value_or(true);
    Vm& vm = world.vms.add(compose(world, call, networks));
    vm.state = start ? state::kStarting : state::kStopped;
    try {
        for (const Network* network : networks)
            world.addNic(vm, *network);
    } catch (const Refusal&) {
        world.expunge(vm);
        throw;
    }
    for (const Network* network : networks)
        world.push(*network);
    Job job;
    job.vm = vm.id;
    job.guest = start ? GuestAction::start : GuestAction::none;
    job.work = start ? becomeRunning : staysStopped;
    return startJob(world, call, std::move(job), vm.id);
}

} // namespace

extern const Command deployVirtualMachine;
const Command deployVirtualMachine{
    "deployVirtualMachine",
    "Creates and automatically starts  an Instance based on a service offering, disk offering, and Template.",
    "",
    false,
    "org.apache.cloudstack.api.command.user.vm.DeployVMCmd",
    "org.apache.cloudstack.api.command.admin.vm.DeployVMCmdByAdmin",
    kParameters,
    kResponse,
    run};

} // namespace readystage::cloudsim
