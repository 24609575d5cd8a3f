#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/CustomId.h"
#include "tests/cloudsim/core/CustomSize.h"
#include "tests/cloudsim/core/HostName.h"
#include "tests/cloudsim/core/MimeMultipart.h"
#include "tests/cloudsim/core/Mocks.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/RouterUserData.h"
#include "tests/cloudsim/core/UserDataTexts.h"
#include "tests/cloudsim/core/VmDetails.h"
#include "tests/cloudsim/core/VmRow.h"
#include "tests/cloudsim/core/VmStates.h"
#include "tests/cloudsim/core/VmView.h"

#include "common/codec/Base64.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

/// The registered userdata that stands for a template's where a misbehaviour needs one and the template has none.
constexpr const char* kTemplateText = "#cloud-config\nruncmd:\n  - [ date ]\n";

[[noreturn]] void refuseUpdate(const std::string& why)
{
    throw Refusal(431, kInvalidParameterValue, why);
}

[[noreturn]] void failUpdate(const std::string& why)
{
    throw Refusal(530, kCloudRuntime, why);
}

/// UpdateVMCmd.getDisplayName.
std::string displayNameIn(const Call& call)
{
    return call.text(call.isBlank("displayname") ? "name" : "displayname");
}

/// Writes the columns; validation comes before the first of them is changed.
void store(World& world, Vm& vm, const Call& call, const std::string& userData)
{
    const std::string name = call.text("name");
    if (call.has("name") && name != vm.name) {
        std::vector<const Network*> networks;
        for (const Nic& nic : vm.nics)
            networks.push_back(nic.network);
        checkNameIsFree(world, networks, name);
        world.rename(vm, name);
    }
    rereadRow(vm, call.began(), call.now());
    if (const std::string shown = displayNameIn(call); !shown.empty())
        vm.displayName = shown;
    if (call.has("group"))
        vm.group = &groupNamed(world, *vm.account, call.text("group"), call.now());
    vm.haEnabled = call.optionalFlag("haenable").value_or(vm.haEnabled);
    vm.shown = call.optionalFlag("displayvm").value_or(vm.shown);
    vm.dynamicallyScalable = call.optionalFlag("isdynamicallyscalable").value_or(vm.dynamicallyScalable);
    vm.deleteProtected = call.optionalFlag("deleteprotection").value_or(vm.deleteProtected);
    for (const auto& [number, templ] : world.templates)
        if (call.has("ostypeid") && stableId("ostype", templ->osName) == call.text("ostypeid"))
            vm.ownOsName = templ->osName;
    if (call.has("instancename"))
        vm.ownInstanceName = call.text("instancename");
    if (const Pairs values = call.map("userdatadetails"); !values.empty())
        vm.userDataDetails = values;
    if (!userData.empty())
        vm.userData = userData;
    if (call.has("customid"))
        world.changeId(vm, call.text("customid"));
}

/// What is stored stays stored, whatever the routers say.
void tellRouters(World& world, Vm& vm, const Call& call)
{
    if (world.misbehaviours.taken("update-534-stored", call.command().name) != nullptr)
        refuseByRouter(vm);
    if (world.misbehaviours.taken("update-530-stored", call.command().name) != nullptr)
        failUpdate("Failed to reset userdata for the virtual machine ");
    pushUserData(world, vm);
}

/// UserVmManagerImpl.updateDns: each running router is told the name and, once more, the userdata.
void tellName(World& world, Vm& vm)
{
    for (const Nic& nic : vm.nics) {
        if (vm.state != state::kRunning || !nic.network->hasRouter() || reach(world, *nic.network) != Reach::told)
            continue;
        try {
            if (hostRefuses(world, *vm.zone, "DhcpEntryCommand"))
                failUpdate("Failed to update hostname");
            pushUserData(world, vm);
        } catch (const Refusal& why) {
            if (why.csCode() != kCloudRuntime)
                throw;
            failUpdate("Failed to update hostname of VM " + vm.instanceName() + " to " + vm.name);
        }
    }
}

/// The userdata to store: the given one, or what a template's policy makes of it.
std::string withPolicy(World& world, const Vm& vm, const Call& call, const std::string& given)
{
    const auto told = [&](const char* name) { return world.misbehaviours.taken(name, call.command().name) != nullptr; };
    if (given.empty())
        return told("reapply-on-rename") ? base64::encode(kTemplateText) : given;
    if (!told("append-growth"))
        return given;
    const std::string part = std::to_string(vm.number) + "." + std::to_string(call.now().time_since_epoch().count());
    const MimePart own{"text/cloud-config", base64::decode(given).value()};
    return base64::encode(mimeMultipart({{"text/cloud-config", kTemplateText}, own}, part));
}

/// Another update, which had read the row before this one, is going to write it back.
void planLoss(World& world, const Vm& vm, const Call& call)
{
    if (const Plan* const plan = world.misbehaviours.taken("lost-update", call.command().name))
        world.later(plan->pause, [id = vm.id, row = rowOf(vm)](World& then) {
            if (Vm* const found = then.vms.find(id))
                writeRow(*found, row);
        });
}

/// They are stored before the rest is looked at.
void storeDetails(Vm& vm, const Call& call)
{
    const auto rows = call.rows("details");
    if (call.flag("cleanupdetails")) {
        vm.details = cleanedUp(vm.details, call.isAdmin());
    } else if (!rows.empty()) {
        Pairs details = replacedBy(rows.front(), vm, call.isAdmin()); // UpdateVMCmd.getDetails
        vm.size = sizeFor(*vm.offering, details);
        vm.details = std::move(details);
    }
    if (!call.isBlank("extraconfig") && !call.flag("cleanupextraconfig"))
        refuseUpdate("attempted setting extraconfig but enable.additional.vm.configuration is disabled");
}

/// UserVmManagerImpl.updateVirtualMachine, in its order.
void checkUpdate(const World& world, const Vm& vm, const Call& call)
{
    const std::string name = call.text("instancename");
    const bool isTaken =
        call.has("instancename") && std::any_of(world.vms.begin(), world.vms.end(), [&](const auto& other) {
            return other.second.get() != &vm && other.second->instanceName() == name;
        });
    if (isTaken)
        failUpdate("Instance name : " + name + " is not unique");
    if (vm.state == state::kError || vm.state == state::kExpunging)
        refuseUpdate("Vm " + printed(vm) + " is not in the right state");
    if (call.flag("haenable"))
        refuseUpdate("Can't enable ha for the vm as it's created from the Service offering having HA disabled");
    if (call.flag("isdynamicallyscalable"))
        refuseUpdate("Dynamic Scaling cannot be enabled for the Instance since its Template does not have dynamic "
                     "scaling enabled");
}

void update(World& world, Vm& vm, const Call& call)
{
    const FinalUserData userData = finalUserData(world, *vm.templ, call);
    const bool given = call.has("userdataid") || !call.isBlank("userdata");
    if (given && world.misbehaviours.taken("update-530-not-stored", call.command().name) != nullptr)
        failUpdate("told to fail before anything is stored");
    const std::string oldName = vm.name;
    storeDetails(vm, call);
    checkUpdate(world, vm, call);
    planLoss(world, vm, call);
    const std::string text = withPolicy(world, vm, call, userData.text);
    store(world, vm, call, text);
    vm.userDataSource = userData.source == nullptr ? vm.userDataSource : userData.source;
    if (!text.empty())
        tellRouters(world, vm, call);
    if (vm.name != oldName)
        tellName(world, vm);
}

/// UpdateVMCmd.execute catches nearly everything and says it again as a CloudRuntimeException; in 4.11 it did not.
Refusal asTold(const World& world, const Refusal& why)
{
    const bool caught = why.csCode() == kInvalidParameterValue || why.csCode() == kCloudRuntime;
    if (world.settings.oldRelease || !caught)
        return why;
    return {530, kCloudRuntime, "Failed to update Instance, due to: " + why.text()};
}

constexpr ActionWords kUpdateWords{.type = "VM.UPDATE", .deed = "updating Vm"};

Value runUpdateVirtualMachine(World& world, const Call& call)
{
    checkHostName(call);
    checkCustomId(world, call);
    Vm* const vm = world.vms.find(call.text("id"));
    const Subject about = subjectOf(world, call.text("id"), call.caller());
    try {
        if (vm == nullptr)
            refuseUpdate("unable to find virtual machine with id: " + numberOfVm(world, call.text("id")));
        update(world, *vm, call);
    } catch (const Refusal& why) {
        tellDone(world, kUpdateWords, call.caller(), about, false, call.now());
        throw asTold(world, why);
    }
    tellDone(world, kUpdateWords, call.caller(), about, true, call.now());
    return Value::object().add("virtualmachine", showVm(*vm, call.caller(), VmParts()));
}

} // namespace

extern const Behaviour updateVirtualMachine;
const Behaviour updateVirtualMachine{
    .command = "updateVirtualMachine", .run = runUpdateVirtualMachine, .subject = Entity::vm, .owned = true};

} // namespace readystage::cloudsim
