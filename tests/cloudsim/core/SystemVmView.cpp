#include "tests/cloudsim/core/SystemVmView.h"

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

namespace {

constexpr std::uint32_t kLinkLocal = 0xA9FE0000U; // 169.254.0.0
constexpr std::uint32_t kPrivate = 0xAC100F00U;   // 172.16.15.0
constexpr const char* kPublicVlan = "vlan://50";

std::string macAt(const std::string& address)
{
    return macOf(parseIpv4(address).value_or(0));
}

} // namespace

std::string systemTemplateId()
{
    return stableId("template", kSystemTemplate);
}

SystemVmAddresses::SystemVmAddresses(std::uint64_t number)
    : linkLocal_(formatIpv4(kLinkLocal + 256 + static_cast<std::uint32_t>(number % 60000))),
      private_(formatIpv4(kPrivate + 10 + static_cast<std::uint32_t>(number % 240)))
{}

Value& SystemVmAddresses::addLinkLocal(Value& shown) const
{
    shown.add("linklocalip", linkLocal_).add("linklocalmacaddress", macAt(linkLocal_));
    return shown.add("linklocalnetmask", "255.255.0.0");
}

Value& SystemVmAddresses::addPrivate(Value& shown) const
{
    shown.add("privateip", private_).add("privatemacaddress", macAt(private_));
    return shown.add("privatenetmask", "255.255.255.0");
}

Value& SystemVmAddresses::addPublic(Value& shown, const std::string& address) const
{
    shown.add("publicip", address).add("publicmacaddress", macAt(address));
    return shown.add("publicnetmask", "255.255.255.0");
}

Value SystemVmAddresses::controlNic(const std::string& owner) const
{
    Value nic = Value::object();
    nic.add("id", stableId("controlnic", owner)).add("networkid", stableId("network", "control"));
    nic.add("netmask", "255.255.0.0").add("gateway", "169.254.0.1").add("ipaddress", linkLocal_);
    nic.add("traffictype", "Control").add("isdefault", false).add("macaddress", macAt(linkLocal_));
    return nic.add("enabled", true);
}

Value SystemVmAddresses::publicNic(const std::string& owner, const std::string& address) const
{
    Value nic = Value::object();
    nic.add("id", stableId("publicnic", owner)).add("networkid", stableId("network", "public"));
    nic.add("netmask", "255.255.255.0").add("gateway", kPublicGateway).add("ipaddress", address);
    nic.add("isolationuri", kPublicVlan).add("broadcasturi", kPublicVlan).add("traffictype", "Public");
    nic.add("isdefault", true).add("macaddress", macAt(address));
    return nic.add("mtu", 1500).add("enabled", true);
}

} // namespace readystage::cloudsim
