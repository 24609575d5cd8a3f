#include "tests/cloudsim/core/NetworkOfferings.h"

#include "tests/cloudsim/core/NetworkServices.h"
#include "tests/cloudsim/core/SystemVmView.h"
#include "tests/cloudsim/core/World.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace readystage::cloudsim {

namespace {

struct OfferingRow {
    const char* name;
    const char* text;
    const char* guestType;
    const char* provider; ///< of all services that name no other
    const char* services; ///< "Dhcp Lb=InternalLbVm"
    const char* traits;   ///< what is not as in most
};

constexpr std::array kRows{
    OfferingRow{"DefaultSharedNetworkOfferingWithSGService", "Offering for Shared Security group enabled networks",
                "Shared", "VirtualRouter", "Dhcp UserData SecurityGroup=SecurityGroupProvider Dns", "vlan ranges"},
    OfferingRow{"DefaultSharedNetworkOffering", "Offering for Shared networks", "Shared", "VirtualRouter",
                "Dhcp UserData Dns", "vlan ranges"},
    OfferingRow{"DefaultIsolatedNetworkOfferingWithSourceNatService",
                "Offering for Isolated networks with Source Nat service enabled", "Isolated", "VirtualRouter",
                "StaticNat UserData SourceNat Dns Firewall PortForwarding Lb Dhcp Vpn", "required"},
    OfferingRow{"DefaultIsolatedNetworkOffering", "Offering for Isolated networks with no Source Nat service",
                "Isolated", "VirtualRouter", "UserData Dns Dhcp", "vlan ranges"},
    OfferingRow{"DefaultSharedNetscalerEIPandELBNetworkOffering",
                "Offering for Shared networks with Elastic IP and Elastic LB capabilities", "Shared", "VirtualRouter",
                "Dhcp UserData SecurityGroup=SecurityGroupProvider Dns StaticNat=Netscaler Lb=Netscaler", ""},
    OfferingRow{"DefaultIsolatedNetworkOfferingForVpcNetworks",
                "Offering for Isolated Vpc networks with Source Nat service enabled", "Isolated", "VpcVirtualRouter",
                "StaticNat UserData SourceNat Dns NetworkACL PortForwarding Lb Dhcp Vpn", "vpc"},
    OfferingRow{"DefaultIsolatedNetworkOfferingForVpcNetworksNoLB",
                "Offering for Isolated Vpc networks with Source Nat service enabled and LB service Disabled",
                "Isolated", "VpcVirtualRouter", "StaticNat UserData SourceNat Dns NetworkACL PortForwarding Dhcp Vpn",
                "alone vpc"},
    OfferingRow{"DefaultIsolatedNetworkOfferingForVpcNetworksWithInternalLB",
                "Offering for Isolated Vpc networks with Internal LB support", "Isolated", "VpcVirtualRouter",
                "UserData SourceNat Dns NetworkACL Lb=InternalLbVm Dhcp", "alone vpc internallb unscaled"},
    OfferingRow{
        "DefaultNATNSXNetworkOffering", "Offering for NSX enabled networks - NAT mode", "Isolated", "Nsx",
        "StaticNat UserData=VirtualRouter SourceNat Dns=VirtualRouter Firewall PortForwarding Lb Dhcp=VirtualRouter",
        "alone nsx natted unscaled"},
    OfferingRow{"DefaultRoutedNSXNetworkOffering", "Offering for NSX enabled networks - ROUTED mode", "Isolated",
                "VirtualRouter", "UserData Dns Firewall=Nsx Dhcp", "alone nsx routed"},
    OfferingRow{"DefaultNATNSXNetworkOfferingForVpc", "Offering for NSX enabled networks on VPCs - NAT mode",
                "Isolated", "Nsx",
                "StaticNat UserData=VpcVirtualRouter SourceNat Dns=VpcVirtualRouter NetworkACL PortForwarding Lb "
                "Dhcp=VpcVirtualRouter",
                "alone vpc nsx natted unscaled"},
    OfferingRow{"DefaultRoutedNSXNetworkOfferingForVpc", "Offering for NSX enabled networks on VPCs - ROUTED mode",
                "Isolated", "VpcVirtualRouter", "UserData Dns NetworkACL=Nsx Dhcp", "alone vpc nsx routed"},
    OfferingRow{"DefaultNATNSXNetworkOfferingForVpcWithInternalLB",
                "Offering for NSX enabled networks on VPCs with internal LB - NAT mode", "Isolated", "Nsx",
                "StaticNat UserData=VpcVirtualRouter SourceNat Dns=VpcVirtualRouter NetworkACL PortForwarding Lb "
                "Dhcp=VpcVirtualRouter",
                "alone vpc nsx internallb natted unscaled"},
    OfferingRow{"DefaultRoutedNetrisNetworkOfferingForVpc",
                "Offering for Netris enabled networks on VPCs - ROUTED mode", "Isolated", "VpcVirtualRouter",
                "UserData Dns NetworkACL=Netris Dhcp", "alone vpc routed"},
    OfferingRow{"DefaultNATNetrisNetworkOfferingForVpc", "Offering for Netris enabled networks on VPCs - NAT mode",
                "Isolated", "Netris",
                "StaticNat UserData=VpcVirtualRouter SourceNat Dns=VpcVirtualRouter NetworkACL PortForwarding Lb "
                "Dhcp=VpcVirtualRouter Vpn=VpcVirtualRouter",
                "alone vpc natted"},
    OfferingRow{"DefaultL2NetworkOffering", "Offering for L2 networks", "L2", "", "", ""},
    OfferingRow{"DefaultL2NetworkOfferingVlan", "Offering for L2 networks VLAN", "L2", "", "", "vlan"},
    OfferingRow{"DefaultL2NetworkOfferingConfigDrive", "Offering for L2 networks with config drive user data", "L2",
                "ConfigDrive", "UserData", ""},
    OfferingRow{"DefaultL2NetworkOfferingConfigDriveVlan", "Offering for L2 networks with config drive user data VLAN",
                "L2", "ConfigDrive", "UserData", "vlan"},
    OfferingRow{"DefaultNetworkOfferingforKubernetesService", "Network Offering used for CloudStack Kubernetes service",
                "Isolated", "VirtualRouter", "StaticNat UserData SourceNat Dns Firewall PortForwarding Lb Dhcp Vpn",
                "required egress"},
    OfferingRow{
        "DefaultNSXNetworkOfferingforKubernetesService", "Network Offering for NSX CloudStack Kubernetes Service",
        "Isolated", "Nsx",
        "StaticNat UserData=VirtualRouter SourceNat Dns=VirtualRouter Firewall PortForwarding Lb Dhcp=VirtualRouter",
        "required nsx egress natted"},
    OfferingRow{
        "DefaultNSXVPCNetworkOfferingforKubernetesService",
        "Network Offering for NSX CloudStack Kubernetes service on VPC", "Isolated", "Nsx",
        "StaticNat UserData=VpcVirtualRouter SourceNat Dns=VpcVirtualRouter NetworkACL Firewall PortForwarding Lb "
        "Dhcp=VpcVirtualRouter",
        "required vpc nsx egress natted"}};

std::vector<std::string> wordsOf(const std::string& text)
{
    std::istringstream in(text);
    std::vector<std::string> words;
    for (std::string word; in >> word;)
        words.push_back(word);
    return words;
}

bool has(const NetworkOffering& offering, const char* trait)
{
    return std::find(offering.traits.begin(), offering.traits.end(), trait) != offering.traits.end();
}

NetworkOffering offeringOf(const OfferingRow& row)
{
    NetworkOffering offering;
    offering.id = stableId("networkoffering", row.name);
    offering.name = row.name;
    offering.displayText = row.text;
    offering.guestType = row.guestType;
    offering.traits = wordsOf(row.traits);
    offering.forVpc = has(offering, "vpc");
    for (const std::string& word : wordsOf(row.services)) {
        const std::size_t sign = word.find('=');
        const std::string provider = sign == std::string::npos ? row.provider : word.substr(sign + 1);
        offering.services.push_back({word.substr(0, sign), provider});
    }
    offering.userDataProvider = offering.providerOf("UserData");
    offering.securityGroups = !offering.providerOf("SecurityGroup").empty();
    return offering;
}

} // namespace

std::vector<NetworkOffering> defaultNetworkOfferings()
{
    std::vector<NetworkOffering> offerings;
    std::transform(kRows.begin(), kRows.end(), std::back_inserter(offerings), offeringOf);
    return offerings;
}

Value showNetworkOffering(const NetworkOffering& offering)
{
    Value shown = Value::object();
    shown.add("id", offering.id).add("name", offering.name).add("displaytext", offering.displayText);
    shown.add("created", formatDate(offering.created)).add("traffictype", "Guest").add("isdefault", true);
    shown.add("specifyvlan", has(offering, "vlan")).add("conservemode", isConserving(offering));
    shown.add("specifyipranges", has(offering, "ranges")).add("availability", availabilityOf(offering));
    shown.add("networkrate", 200).add("state", "Enabled").add("guestiptype", offering.guestType);
    shown.add("serviceofferingid", stableId("serviceoffering", kRouterOffering));
    shown.add("service", showServices(offering)).add("forvpc", offering.forVpc);
    shown.add("fornsx", has(offering, "nsx")).add("fortungsten", false);
    for (const char* const mode : {"natted", "routed"})
        if (has(offering, mode))
            shown.add("networkmode", std::string_view(mode) == "natted" ? "NATTED" : "ROUTED");
    shown.add("ispersistent", false).add("egressdefaultpolicy", has(offering, "egress"));
    shown.add("supportsstrechedl2subnet", false).add("supportspublicaccess", false);
    shown.add("supportsinternallb", has(offering, "internallb")).add("internetprotocol", "IPv4");
    return shown.add("specifyasnumber", false).add("hasannotations", false);
}

const char* availabilityOf(const NetworkOffering& offering)
{
    return has(offering, "required") ? "Required" : "Optional";
}

bool scalesVms(const NetworkOffering& offering)
{
    return !has(offering, "unscaled");
}

bool isConserving(const NetworkOffering& offering)
{
    return !has(offering, "alone");
}

} // namespace readystage::cloudsim
