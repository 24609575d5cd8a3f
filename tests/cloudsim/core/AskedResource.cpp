#include "tests/cloudsim/core/AskedResource.h"

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Refusal.h"

namespace readystage::cloudsim {

namespace {

/// ApiCommandResourceType.
constexpr std::string_view kResourceTypes =
    " None VirtualMachine DomainRouter Volume ConsoleProxy Snapshot Backup Template Iso "
    "SystemVm Host StoragePool ImageStore IpAddress PortableIpAddress SecurityGroup "
    "PhysicalNetwork TrafficType PhysicalNetworkServiceProvider FirewallRule Account User "
    "PrivateGateway StaticRoute Counter Condition AutoScalePolicy AutoScaleVmProfile "
    "AutoScaleVmGroup GlobalLoadBalancerRule LoadBalancerRule AffinityGroup InternalLbVm "
    "DedicatedGuestVlanRange GuestOsCategory GuestOs GuestOsMapping Network NetworkAcl "
    "NetworkAclItem Project Domain DiskOffering ServiceOffering NetworkOffering "
    "VpcOffering BackupOffering Zone Vpc Cluster Pod VmSnapshot Role VpnCustomerGateway "
    "ManagementServer ObjectStore Bucket QuotaTariff KubernetesCluster "
    "KubernetesSupportedVersion SharedFS Extension ExtensionCustomAction KmsKey "
    "HsmProfile ";

bool isResourceType(const std::string& word)
{
    return ascii::lowerCase(kResourceTypes).find(" " + ascii::lowerCase(word) + " ") != std::string::npos;
}

} // namespace

void checkResourceType(const Call& call)
{
    if (!call.isBlank("resourcetype") && !isResourceType(call.text("resourcetype")))
        throw Refusal(431, kInvalidParameterValue, "Invalid resourcetype");
}

void checkResource(const World& world, const Call& call)
{
    if (!ascii::equalIgnoringCase(call.text("resourcetype"), "VirtualMachine"))
        return;
    const auto id = world.canonicalId(Entity::vm, call.text("resourceid"));
    if (!id)
        throw Refusal(431, kInvalidParameterValue, "Invalid resourceid");
    const Vm* const vm = world.vms.find(*id);
    if (vm != nullptr && !hasAccess(call.caller(), *vm->account))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
}

} // namespace readystage::cloudsim
