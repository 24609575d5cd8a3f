#include "tests/cloudsim/core/VmView.h"

#include "tests/cloudsim/core/VmDetails.h"

#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Infrastructure.h"
#include "tests/cloudsim/core/InstanceGroups.h"
#include "tests/cloudsim/core/JavaOrder.h"
#include "tests/cloudsim/core/Projects.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/SecurityGroups.h"
#include "tests/cloudsim/core/UserDataTexts.h"

#include <algorithm>
#include <array>

namespace readystage::cloudsim {

namespace {

Value showSecondary(const Nic& nic)
{
    Value list = Value::list();
    for (const SecondaryAddress& secondary : nic.secondary)
        list.push(Value::object().add("id", secondary.id).add("ipaddress", secondary.address));
    return list;
}

} // namespace

Value showNic(const Vm& vm, std::size_t index, bool ofListNics)
{
    const Nic& nic = vm.nics[index];
    Value shown = Value::object();
    shown.add("id", nic.id).add("networkid", nic.network->id).add("networkname", nic.network->name);
    if (!nic.address.empty())
        shown.add("netmask", nic.network->netmask).add("gateway", nic.network->gateway).add("ipaddress", nic.address);
    if (nic.isolated) {
        const std::string vlan = "vlan://" + std::to_string(100 + nic.network->number);
        shown.add("isolationuri", vlan).add("broadcasturi", vlan);
    }
    shown.add("traffictype", "Guest").add("type", nic.network->type).add("isdefault", index == 0);
    shown.add("macaddress", nic.mac);
    // listNics leaves an empty list out
    if (!ofListNics || !nic.secondary.empty())
        shown.add("secondaryip", showSecondary(nic));
    shown.add("extradhcpoption", Value::list()).add("deviceid", std::to_string(index));
    if (ofListNics)
        shown.add("virtualmachineid", vm.id);
    else
        shown.addIfAny("publicipid", nic.publicAddressId).addIfAny("publicip", nic.publicAddress);
    shown.add("enabled", true);
    return shown;
}

namespace {

Value showTags(const Vm& vm)
{
    const Account& owner = *vm.account;
    Value tags = Value::list();
    std::vector<Tag> sorted = vm.tags;
    std::sort(sorted.begin(), sorted.end(), [](const Tag& a, const Tag& b) { return a.key < b.key; });
    for (const Tag& tag : sorted) {
        Value shown = Value::object();
        shown.add("key", tag.key).add("value", tag.value).add("resourcetype", "UserVm").add("resourceid", vm.id);
        tags.push(addOwner(shown, owner, false).addIfAny("customer", tag.customer));
    }
    return tags;
}

Value showDetails(const Vm& vm, bool toAdmin)
{
    Value details = Value::map();
    for (const auto& [name, value] : inJavaOrder(vm.details))
        if (toAdmin || !isHidden(name))
            details.add(name, value);
    return details;
}

void addOwnerAndUser(Value& shown, const Vm& vm)
{
    const Account& owner = *vm.account;
    if (owner.project == nullptr)
        shown.add("account", owner.name);
    shown.add("userid", vm.user->id).add("username", vm.user->name);
    if (owner.project != nullptr)
        shown.add("projectid", owner.project->id).add("project", owner.project->name);
    shown.add("domainid", owner.domain->id).add("domain", owner.domain->name).add("domainpath", owner.domain->path);
}

void addPlace(Value& shown, const Vm& vm, bool admin)
{
    if (vm.group != nullptr)
        shown.add("groupid", vm.group->id).add("group", vm.group->name);
    shown.add("zoneid", vm.zone->id).add("zonename", vm.zone->name);
    if (vm.host.empty())
        return;
    if (admin)
        shown.add("hostid", hostId()).add("hostname", vm.host);
    shown.add("hostcontrolstate", "Enabled");
}

void addMakeUp(Value& shown, const Vm& vm, const VmParts& parts)
{
    const Template& templ = *vm.templ;
    if (parts.templ)
        shown.add("templateid", templ.id)
            .add("templatename", templ.name)
            .add("templatetype", "BUILTIN")
            .add("templateformat", templ.format)
            .add("templatedisplaytext", templ.displayText)
            .add("passwordenabled", false);
    if (parts.iso)
        shown.add("isos", Value::list()).add("isomaxcount", 1);
    if (parts.offering)
        shown.add("serviceofferingid", vm.offering->id)
            .add("serviceofferingname", vm.offering->name)
            .add("cpunumber", vm.size.cpus)
            .add("cpuspeed", vm.size.megahertz)
            .add("memory", vm.size.megabytes);
    shown.add("guestosid", stableId("ostype", templ.osName));
    if (parts.volume)
        shown.add("rootdeviceid", 0).add("rootdevicetype", "ROOT");
}

void addNetwork(Value& shown, const Vm& vm, bool nics)
{
    Value groups = Value::list();
    if (isInSecurityGroup(vm))
        groups.push(showSecurityGroup(*vm.account));
    shown.add("securitygroup", std::move(groups));
    Value list = Value::list();
    for (std::size_t i = 0; nics && i < vm.nics.size(); ++i)
        list.push(showNic(vm, i, false));
    shown.add("nic", std::move(list)).add("hypervisor", "Simulator");
    if (nics && !vm.nics.empty())
        shown.addIfAny("ipaddress", vm.nics.front().address);
    for (const Nic& nic : vm.nics)
        if (nics && !nic.publicAddress.empty())
            shown.add("publicipid", nic.publicAddressId).add("publicip", nic.publicAddress);
}

/// Of a registered text; it stands even when the VM's text was changed since.
void addUserDataSource(Value& shown, const Vm& vm)
{
    if (vm.userDataSource == nullptr)
        return;
    shown.add("userdataid", vm.userDataSource->id).add("userdataname", vm.userDataSource->name);
    if (vm.templ->userData != nullptr)
        shown.add("userdatapolicy", vm.templ->userDataPolicy);
    std::string details;
    for (const auto& [name, value] : inJavaOrder(vm.userDataDetails))
        details.append(details.empty() ? "" : ", ").append(name).append("=").append(value);
    shown.addIfAny("userdatadetails", details.empty() ? "" : "{" + details + "}");
}

/// The view CloudStack reads has one row per NIC and tag; from the second row of a VM on it adds NICs without asking
/// `details`.
bool showsNics(const Vm& vm, const VmParts& parts)
{
    return parts.nics || std::max<std::size_t>(vm.nics.size(), 1) * std::max<std::size_t>(vm.tags.size(), 1) > 1;
}

} // namespace

VmParts VmParts::parse(const std::vector<std::string>& words)
{
    static constexpr std::array kWords{"all",     "group",   "nics", "stats",  "secgrp", "tmpl",   "servoff",
                                       "diskoff", "backoff", "iso",  "volume", "min",    "affgrp", "vnfnics"};
    for (const std::string& word : words)
        if (std::find(kWords.begin(), kWords.end(), word) == kWords.end())
            throw Refusal(
                431, kInvalidParameterValue,
                "The details parameter contains a non permitted value. The allowed values are [all, group, nics, "
                "stats, secgrp, tmpl, servoff, diskoff, backoff, iso, volume, min, affgrp, vnfnics]");
    const auto has = [&](const char* word) {
        return words.empty() ||
               std::any_of(words.begin(), words.end(), [&](const auto& w) { return w == word || w == "all"; });
    };
    return {.nics = has("nics"),
            .templ = has("tmpl"),
            .iso = has("iso"),
            .offering = has("servoff"),
            .volume = has("volume")};
}

Value showVm(const Vm& vm, const User& viewer, const VmParts& parts)
{
    const bool isAdmin = viewer.account->role->type == RoleType::admin;
    const bool admin = isAdmin && !parts.restricted;
    Value shown = Value::object();
    shown.add("id", vm.id).add("name", vm.name).add("displayname", vm.displayName);
    addOwnerAndUser(shown, vm);
    shown.add("created", formatDate(vm.created));
    if (vm.updated)
        shown.add("lastupdated", formatDate(*vm.updated));
    shown.add("state", vm.state);
    shown.add("haenable", vm.haEnabled);
    addPlace(shown, vm, admin);
    addMakeUp(shown, vm, parts);
    addNetwork(shown, vm, showsNics(vm, parts));
    if (admin)
        shown.add("instancename", vm.instanceName());
    shown.add("details", showDetails(vm, isAdmin));
    if (!isAdmin)
        shown.add("readonlydetails", kReadOnlyDetails);
    shown.addIfAny("keypairs", textIn(vm.details, kSshKeyNames)).add("affinitygroup", Value::list());
    if (isAdmin)
        shown.add("displayvm", vm.shown);
    shown.add("isdynamicallyscalable", vm.dynamicallyScalable).add("deleteprotection", vm.deleteProtected);
    shown.add("ostypeid", stableId("ostype", vm.osName())).add("osdisplayname", vm.osName());
    if (vm.details.empty()) // a VM with any detail has lost it (UserVmJoinDaoImpl.newUserVmResponse)
        shown.add("bootmode", "legacy").add("boottype", "Bios");
    if (vm.updated) // its disk gets a place when it is started first
        shown.add("pooltype", "NetworkFilesystem");
    shown.add("receivedbytes", 0).add("sentbytes", 0);
    if (parts.userData)
        shown.addIfAny("userdata", vm.userData);
    addUserDataSource(shown, vm);
    if (admin)
        shown.add("arch", "x86_64");
    shown.add("tags", showTags(vm)).add("hasannotations", false);
    return shown;
}

Value showVmForJob(const Vm& vm, const Job& job, const VmParts& parts)
{
    return showVm(vm, *job.caller, parts).add("jobid", job.id).add("jobstatus", 0);
}

} // namespace readystage::cloudsim
