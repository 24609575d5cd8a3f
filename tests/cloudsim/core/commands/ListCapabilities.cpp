#include "tests/cloudsim/core/Command.h"

namespace readystage::cloudsim {

namespace {

/// What 4.11 and 4.23 have in common.
Value common(const World& world, const Call& call)
{
    Value shown = Value::object();
    shown.add("securitygroupsenabled", false).add("dynamicrolesenabled", true);
    shown.add("cloudstackversion", world.settings.version()).add("userpublictemplateenabled", true);
    shown.add("supportELB", "false").add("projectinviterequired", false).add("allowusercreateprojects", true);
    shown.add("customdiskofferingminsize", 1).add("customdiskofferingmaxsize", 1024);
    shown.add("regionsecondaryenabled", false);
    if (world.apiLimit.most > 0)
        shown.add("apilimitinterval", static_cast<std::int64_t>(world.apiLimit.interval / std::chrono::seconds(1)));
    shown.add("kvmsnapshotenabled", true);
    if (!world.settings.oldRelease)
        shown.add("snapshotshowchainsize", false);
    if (world.apiLimit.most > 0)
        shown.add("apilimitmax", static_cast<std::int64_t>(world.apiLimit.most));
    return shown.add("allowuserviewdestroyedvm", call.isAdmin()).add("allowuserexpungerecovervm", call.isAdmin());
}

Value runListCapabilities(World& world, const Call& call)
{
    Value shown = common(world, call);
    if (world.settings.oldRelease)
        return Value::object().add("capability", std::move(shown));
    shown.add("allowuserexpungerecovervolume", true).add("allowuserviewalldomainaccounts", false);
    shown.add("allowuserforcestopvm", true).add("kubernetesserviceenabled", true);
    shown.add("kubernetesclusterexperimentalfeaturesenabled", false).add("customhypervisordisplayname", "Custom");
    shown.add("defaultuipagesize", 20).add("instancesstatsretentiontime", 720).add("instancesstatsuseronly", false);
    shown.add("instancesdisksstatsretentionenabled", false).add("instancesdisksstatsretentiontime", 720);
    shown.add("sharedfsvmmincpucount", 2).add("sharedfsvmminramsize", 1024).add("instanceleaseenabled", false);
    if (call.isAdmin())
        shown.add("extensionspath", "/usr/share/cloudstack-management/extensions");
    shown.add("dynamicscalingenabled", true).add("additionalconfigenabled", false);
    return Value::object().add("capability", std::move(shown));
}

} // namespace

extern const Behaviour listCapabilities;
const Behaviour listCapabilities{.command = "listCapabilities", .run = runListCapabilities};

} // namespace readystage::cloudsim
