#include "tests/cloudsim/core/Command.h"

namespace readystage::cloudsim {

namespace {

Value runListCapabilities(World&, const Call& call)
{
    Value shown = Value::object();
    shown.add("securitygroupsenabled", false)
        .add("dynamicrolesenabled", true)
        .add("cloudstackversion", "4.23.0.0-SNAPSHOT");
    shown.add("userpublictemplateenabled", true).add("supportELB", "false").add("projectinviterequired", false);
    shown.add("allowusercreateprojects", true)
        .add("customdiskofferingminsize", 1)
        .add("customdiskofferingmaxsize", 1024);
    shown.add("regionsecondaryenabled", false).add("kvmsnapshotenabled", true).add("snapshotshowchainsize", false);
    shown.add("allowuserviewdestroyedvm", call.isAdmin()).add("allowuserexpungerecovervm", call.isAdmin());
    shown.add("allowuserexpungerecovervolume", true)
        .add("allowuserviewalldomainaccounts", false)
        .add("allowuserforcestopvm", true);
    shown.add("kubernetesserviceenabled", true).add("kubernetesclusterexperimentalfeaturesenabled", false);
    shown.add("customhypervisordisplayname", "Custom")
        .add("defaultuipagesize", 20)
        .add("instancesstatsretentiontime", 720);
    shown.add("instancesstatsuseronly", false).add("instancesdisksstatsretentionenabled", false);
    shown.add("instancesdisksstatsretentiontime", 720)
        .add("sharedfsvmmincpucount", 2)
        .add("sharedfsvmminramsize", 1024);
    shown.add("instanceleaseenabled", false);
    if (call.isAdmin())
        shown.add("extensionspath", "/usr/share/cloudstack-management/extensions");
    shown.add("dynamicscalingenabled", true).add("additionalconfigenabled", false);
    return Value::object().add("capability", std::move(shown));
}

} // namespace

extern const Behaviour listCapabilities;
const Behaviour listCapabilities{.command = "listCapabilities", .run = runListCapabilities};

} // namespace readystage::cloudsim
