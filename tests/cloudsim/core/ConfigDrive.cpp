#include "tests/cloudsim/core/ConfigDrive.h"

#include "tests/cloudsim/core/Metadata.h"

#include <algorithm>
#include <array>

namespace readystage::cloudsim {

namespace {

std::string networkData(const Vm& vm)
{
    Value links = Value::list();
    Value networks = Value::list();
    Value services = Value::list();
    for (std::size_t i = 0; i < vm.nics.size(); ++i) {
        const Nic& nic = vm.nics[i];
        const std::string card = "eth" + std::to_string(i);
        links.push(
            Value::object().add("ethernet_mac_address", nic.mac).add("id", card).add("mtu", 1500).add("type", "phy"));
        if (nic.address.empty())
            continue;
        Value route =
            Value::object().add("gateway", nic.network->gateway).add("netmask", "0.0.0.0").add("network", "0.0.0.0");
        networks.push(Value::object()
                          .add("id", card)
                          .add("ip_address", nic.address)
                          .add("link", card)
                          .add("netmask", nic.network->netmask)
                          .add("network_id", nic.id)
                          .add("type", "ipv4")
                          .add("routes", Value::list().push(std::move(route))));
        services.push(Value::object().add("address", nic.network->gateway).add("type", "dns"));
    }
    return Value::object()
        .add("links", std::move(links))
        .add("networks", std::move(networks))
        .add("services", std::move(services))
        .json();
}

/// Three keys and more have the second one's end for a name, all others "key": ConfigDriveBuilder looks for a comment,
/// which CloudStack has cut off.
void addKeys(Value& shown, const std::string& keys)
{
    if (keys.empty())
        return;
    std::vector<std::string> words(1);
    for (const char c : keys)
        if (c == ' ')
            words.emplace_back();
        else
            words.back().push_back(c);
    const std::string name = words.size() > 3 && !words[2].empty() ? words[2] : "key";
    Value legacy = Value::object().add("type", "ssh").add("data", keys).add("name", name);
    shown.add("keys", Value::list().push(std::move(legacy))).add("public_keys", Value::object().add(name, keys));
}

/// Of the metadata OpenStack's file has some, under names of its own, and what userdatadetails brought.
std::string metaData(const Vm& vm, const Pairs& metadata)
{
    static constexpr std::array kNames{
        std::pair("vm-id", "uuid"), std::pair("local-hostname", "hostname"), std::pair("local-hostname", "name"),
        std::pair("availability-zone", "availability_zone"), std::pair("hypervisor-host-name", "hypervisor-host-name")};
    Value shown = Value::object();
    for (const auto& [file, name] : kNames)
        for (const auto& [itsName, content] : metadata)
            if (itsName == file)
                shown.add(name, content);
    addKeys(shown, textIn(vm.details, kSshPublicKeys));
    for (const auto& [name, content] : vm.routerDetails)
        shown.add(name, content);
    return shown.json();
}

} // namespace

Pairs configDriveFiles(const World& world, const Vm& vm)
{
    const auto nic =
        std::find_if(vm.nics.begin(), vm.nics.end(), [](const Nic& one) { return one.network->configDrive; });
    if (nic == vm.nics.end() || vm.host.empty())
        return {};
    const RouterFiles files = routerFilesOf(world, vm, *nic->network, nic->address);
    Pairs drive{{"openstack/latest/vendor_data.json", "{}"},
                {"openstack/latest/network_data.json", networkData(vm)},
                {"openstack/latest/meta_data.json", metaData(vm, files.metadata)}};
    for (const auto& [name, content] : files.metadata)
        if (!content.empty())
            drive.emplace_back("cloudstack/metadata/" + name + ".txt", content);
    if (files.userData.empty())
        return drive;
    drive.emplace_back("cloudstack/userdata/user_data.txt", files.userData);
    drive.emplace_back("openstack/latest/user_data", files.userData);
    return drive;
}

} // namespace readystage::cloudsim
