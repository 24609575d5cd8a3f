#include "tests/cloudsim/core/NetworkServices.h"

#include "tests/cloudsim/core/NetworkOfferings.h"

#include <array>

namespace readystage::cloudsim {

namespace {

constexpr const char* kStickiness =
    R"([{"methodname":"LbCookie","paramlist":[)"
    R"({"paramname":"cookie-name","required":false,"isflag":false,"description":" "},)"
    R"({"paramname":"mode","required":false,"isflag":false,"description":" "},)"
    R"({"paramname":"nocache","required":false,"isflag":true,"description":" "},)"
    R"({"paramname":"indirect","required":false,"isflag":true,"description":" "},)"
    R"({"paramname":"postonly","required":false,"isflag":true,"description":" "},)"
    R"({"paramname":"domain","required":false,"isflag":false,"description":" "}],)"
    R"("description":"This is loadbalancer cookie based stickiness method."},)"
    R"({"methodname":"AppCookie","paramlist":[)"
    R"({"paramname":"cookie-name","required":false,"isflag":false,"description":" "},)"
    R"({"paramname":"length","required":false,"isflag":false,"description":" "},)"
    R"({"paramname":"holdtime","required":false,"isflag":false,"description":" "},)"
    R"({"paramname":"request-learn","required":false,"isflag":true,"description":" "},)"
    R"({"paramname":"prefix","required":false,"isflag":true,"description":" "},)"
    R"({"paramname":"mode","required":false,"isflag":false,"description":" "}],)"
    R"("description":"This is App session based sticky method. Define session stickiness on an existing application )"
    R"(cookie. It can be used only for a specific http traffic"},)"
    R"({"methodname":"SourceBased","paramlist":[)"
    R"({"paramname":"tablesize","required":false,"isflag":false,"description":" "},)"
    R"({"paramname":"expire","required":false,"isflag":false,"description":" "}],)"
    R"("description":"This is source based Stickiness method, it can be used for any type of protocol."}])";

constexpr const char* kAutoScaleCounters =
    R"([{"methodname":"CPU","paramlist":[]},{"methodname":"MEMORY","paramlist":[]},)"
    R"({"methodname":"VIRTUALROUTER","paramlist":[]}])";

struct Capability {
    std::string_view service;
    std::string_view name;
    const char* value;
    bool chosen = false;  ///< an offering chooses among such values
    bool offered = false; ///< an offering shows it
};

constexpr std::array kCapabilities{Capability{"Dhcp", "DhcpAccrossMultipleSubnets", "true"},
                                   Capability{"Dns", "AllowDnsSuffixModification", "true"},
                                   Capability{"Firewall", "SupportedProtocols", "tcp,udp,icmp"},
                                   Capability{"Firewall", "SupportedEgressProtocols", "tcp,udp,icmp, all"},
                                   Capability{"Firewall", "SupportedTrafficDirection", "ingress, egress"},
                                   Capability{"Firewall", "TrafficStatistics", "per public ip"},
                                   Capability{"Firewall", "MultipleIps", "true"},
                                   Capability{"Lb", "SupportedProtocols", "tcp, udp, tcp-proxy, ssl"},
                                   Capability{"Lb", "SupportedLbAlgorithms", "roundrobin,leastconn,source"},
                                   Capability{"Lb", "SupportedStickinessMethods", kStickiness},
                                   Capability{"Lb", "SslTermination", "true"},
                                   Capability{"Lb", "AutoScaleCounters", kAutoScaleCounters},
                                   Capability{"Lb", "LbSchemes", "Public"},
                                   Capability{"Lb", "SupportedLBIsolation", "dedicated", true, true},
                                   Capability{"Lb", "ElasticLb", "false", false, true},
                                   Capability{"Lb", "InlineMode", "false", false, true},
                                   Capability{"Lb", "VmAutoScaling", "true", false, true},
                                   Capability{"NetworkACL", "SupportedProtocols", "tcp,udp,icmp"},
                                   Capability{"PortForwarding", "SupportedProtocols", "tcp,udp"},
                                   Capability{"SourceNat", "SupportedSourceNatTypes", "peraccount", true, true},
                                   Capability{"SourceNat", "RedundantRouter", "false", true, true},
                                   Capability{"StaticNat", "ElasticIp", "false", false, true},
                                   Capability{"StaticNat", "AssociatePublicIP", "true", false, true},
                                   Capability{"Vpn", "VpnTypes", "remoteaccessvpn"},
                                   Capability{"Vpn", "SupportedVpnTypes", "pptp,l2tp,ipsec"}};

Value show(const Capability& capability, const char* value, bool canChoose)
{
    return Value::object()
        .add("name", capability.name)
        .add("value", value)
        .add("canchooseservicecapability", canChoose);
}

Value show(const NetworkService& service)
{
    return Value::object()
        .add("name", service.name)
        .add("provider", Value::list().push(Value::object().add("name", service.provider)));
}

} // namespace

Value showServices(const Network& network)
{
    Value services = Value::list();
    for (NetworkService service : network.offering->services) {
        if (service.name == "UserData" && network.configDrive)
            service.provider = "ConfigDrive";
        Value capabilities = Value::list();
        for (const Capability& capability : kCapabilities)
            if (capability.service == service.name) {
                const bool ofTier = network.vpc != nullptr && capability.name == "VpnTypes";
                capabilities.push(show(capability, ofTier ? "s2svpn" : capability.value, capability.chosen));
            }
        services.push(show(service).add("capability", std::move(capabilities)));
    }
    return services;
}

Value showServices(const NetworkOffering& offering)
{
    Value services = Value::list();
    for (const NetworkService& service : offering.services) {
        Value capabilities = Value::list();
        for (const Capability& capability : kCapabilities)
            if (capability.offered && capability.service == service.name) {
                const bool fixed = capability.name == "VmAutoScaling" && !scalesVms(offering);
                capabilities.push(show(capability, fixed ? "false" : capability.value, false));
            }
        Value shown = show(service);
        if (capabilities.size() > 0)
            shown.add("capability", std::move(capabilities));
        services.push(std::move(shown));
    }
    return services;
}

} // namespace readystage::cloudsim
