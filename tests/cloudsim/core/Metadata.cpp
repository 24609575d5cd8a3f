#include "tests/cloudsim/core/Metadata.h"

#include "common/codec/Base64.h"
#include "common/domain/Ascii.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

namespace readystage::cloudsim {

namespace {

/// StringUtils.unicodeEscape: what is not ASCII stands as \uXXXX.
std::string escaped(const std::string& text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (length == 1) {
            out += text[i++];
            continue;
        }
        unsigned long code = lead & (0xFFU >> (length + 1));
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
            code = (code << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        i += length;
        const auto unit = [&out](unsigned long value) {
            std::array<char, 8> digits{};
            std::snprintf(digits.data(), digits.size(), "\\u%04X", static_cast<unsigned>(value));
            out += digits.data();
        };
        if (code < 0x10000) {
            unit(code);
        } else {
            unit(0xD800 + ((code - 0x10000) >> 10));
            unit(0xDC00 + ((code - 0x10000) & 0x3FF));
        }
    }
    return out;
}

MetadataAnswer fileOf(const Pairs& files, std::string_view name)
{
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const auto& file) { return ascii::lowerCase(file.first) == name; });
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

MetadataAnswer inFolder(const RouterFiles& files, std::string_view name)
{
    if (name == "user-data")
        return {200, files.userData};
    if (name == "meta-data")
        return {200, manifestOf(files.metadata)};
    return fileOf(files.metadata, name);
}

/// /userdata/<address>/user-data and /metadata/<address>/<name>, which the rewriting leads to: for the owner only.
std::optional<MetadataAnswer> directly(const World& world, const Network& network, std::string_view source,
                                       std::string_view path)
{
    for (const std::string_view root : {"/userdata/", "/metadata/"}) {
        if (!path.starts_with(root))
            continue;
        path.remove_prefix(root.size());
        const std::size_t slash = std::min(path.find('/'), path.size());
        const std::string_view owner = path.substr(0, slash);
        if (owner != source)
            return MetadataAnswer{403, ""};
        const RouterFiles files = routerFilesAt(world, network, source);
        std::string_view name = path.substr(std::min(slash + 1, path.size()));
        if (!files.present)
            return MetadataAnswer{404, ""};
        if (root == "/userdata/")
            return name == "user-data" ? MetadataAnswer{200, files.userData} : MetadataAnswer{404, ""};
        return fileOf(files.metadata, name);
    }
    return std::nullopt;
}

} // namespace

RouterFiles routerFilesOf(const World& world, const Vm& vm, const Network& network, std::string_view address)
{
    // in the order CloudStack sends them (CommandSetupHelper.generateVmDataCommand)
    const bool routed = network.type == "Isolated";
    RouterFiles files{true, decoded(vm.routerUserData), {}};
    files.metadata = {{"service-offering", escaped(vm.offering->displayText)},
                      {"availability-zone", escaped(vm.zone->name)},
                      {"local-ipv4", std::string(address)},
                      {"local-hostname", vm.name},
                      {"public-ipv4", routed ? network.publicAddress : std::string(address)},
                      {"public-hostname", routed ? network.publicAddress : vm.name},
                      {"instance-id", vm.id},
                      {"vm-id", vm.id},
                      {"public-keys", textIn(vm.details, kSshPublicKeys)},
                      {"cloud-identifier", "CloudStack-{" + world.cloudIdentifier + "}"}};
    if (!world.settings.oldRelease)
        files.metadata.emplace_back("hypervisor-host-name", vm.state == state::kStarting ? kHostName : vm.host);
    for (const auto& [name, value] : vm.routerDetails)
        files.metadata.emplace_back(name, escaped(value));
    return files;
}

RouterFiles routerFilesAt(const World& world, const Network& network, std::string_view address)
{
    const RouterFiles* const left = world.leftAt(network, address);
    const Vm* const vm = world.vmAt(network, address);
    if (vm == nullptr)
        return left == nullptr ? RouterFiles() : *left;
    RouterFiles files = routerFilesOf(world, *vm, network, address);
    if (left != nullptr)
        for (const auto& file : left->metadata)
            if (fileOf(files.metadata, ascii::lowerCase(file.first)).status != 200)
                files.metadata.push_back(file);
    return files;
}

const Network& tierOf(const World& world, const Network& network, std::string_view address)
{
    const auto guest = parseIpv4(address);
    if (network.vpc == nullptr || !guest)
        return network;
    for (const auto& [number, tier] : world.networks) {
        const auto gateway = parseIpv4(tier->gateway);
        const auto mask = parseIpv4(tier->netmask);
        if (tier->vpc == network.vpc && gateway && mask && (*guest & *mask) == (*gateway & *mask))
            return *tier;
    }
    return network;
}

MetadataAnswer metadata(const World& world, const Network& network, std::string_view source, std::string_view path)
{
    std::string wanted = ascii::lowerCase(path.substr(0, path.find('?')));
    if (auto answer = directly(world, network, source, wanted))
        return *std::move(answer);
    if (wanted == "/" || wanted == "/latest" || wanted == "/latest/")
        return {403, ""};
    if (!wanted.starts_with("/latest/"))
        return {404, ""};
    wanted.erase(0, std::string_view("/latest/").size());
    if (wanted.ends_with('/'))
        wanted.pop_back();

    const RouterFiles files = routerFilesAt(world, network, source);
    if (!files.present)
        return {404, ""};
    if (wanted.starts_with("meta-data/"))
        return fileOf(files.metadata, wanted.substr(std::string_view("meta-data/").size()));
    // a rule of .htaccess takes these for vm-id
    if (wanted == "cloud-domain" || wanted == "cloud-domain-id")
        wanted = "vm-id";
    return inFolder(files, wanted);
}

} // namespace readystage::cloudsim
