#include "tests/cloudsim/core/Metadata.h"

#include "common/codec/Base64.h"

#include <algorithm>
#include <cctype>

namespace readystage::cloudsim {

namespace {

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

/// The files of one guest, in the order CloudStack sends them (CommandSetupHelper.generateVmDataCommand).
Pairs filesOf(const World& world, const Vm& vm, const Network& network, std::string_view address)
{
    const bool routed = network.type == "Isolated";
    Pairs files{{"service-offering", vm.offering->displayText},
                {"availability-zone", vm.zone->name},
                {"local-ipv4", std::string(address)},
                {"local-hostname", vm.name},
                {"public-ipv4", routed ? network.publicAddress : std::string(address)},
                {"public-hostname", routed ? network.publicAddress : vm.name},
                {"instance-id", vm.id},
                {"vm-id", vm.id},
                {"public-keys", ""},
                {"cloud-identifier", "CloudStack-{" + world.cloudIdentifier + "}"},
                {"hypervisor-host-name", vm.state == state::kStarting ? kHostName : vm.host}};
    files.insert(files.end(), vm.routerDetails.begin(), vm.routerDetails.end());
    return files;
}

MetadataAnswer fileOf(const Pairs& files, std::string_view name)
{
    const auto found =
        std::find_if(files.begin(), files.end(), [&](const auto& file) { return lowerCase(file.first) == name; });
    return found == files.end() ? MetadataAnswer{404, ""} : MetadataAnswer{200, found->second};
}

std::string manifestOf(const Pairs& files)
{
    std::string names;
    for (const auto& [name, content] : files)
        names.append(name).append("\n");
    return names;
}

std::string decoded(const std::string& userData)
{
    auto bytes = base64::decode(userData);
    return bytes ? *std::move(bytes) : std::string();
}

} // namespace

MetadataAnswer metadata(const World& world, const Network& network, std::string_view source, std::string_view path)
{
    std::string wanted = lowerCase(path.substr(0, path.find('?')));
    if (wanted == "/" || wanted == "/latest" || wanted == "/latest/")
        return {403, ""};
    if (!wanted.starts_with("/latest/"))
        return {404, ""};
    wanted.erase(0, std::string_view("/latest/").size());
    if (wanted.ends_with('/'))
        wanted.pop_back();

    const Vm* const vm = world.vmAt(network, source);
    if (vm == nullptr)
        return {404, ""};
    if (wanted == "user-data")
        return {200, decoded(vm->routerUserData)};
    const Pairs files = filesOf(world, *vm, network, source);
    if (wanted == "meta-data")
        return {200, manifestOf(files)};
    if (wanted.starts_with("meta-data/"))
        wanted.erase(0, std::string_view("meta-data/").size());
    return fileOf(files, wanted);
}

} // namespace readystage::cloudsim
