#include "agent/edge/Seal.h"

#include "agent/edge/SpoolLayout.h"

#include <array>
#include <string_view>
#include <system_error>

#include <unistd.h>

namespace readystage::agent {
namespace {

namespace fs = std::filesystem;

/// Files in a folder whose names end so.
struct Leases {
    const char* folder;
    std::string_view ending;
};

constexpr std::array<Leases, 7> kLeases{{{"/var/lib/dhclient", ".leases"},
                                         {"/var/lib/dhclient", ".lease"},
                                         {"/var/lib/dhcp", ".leases"},
                                         {"/var/lib/NetworkManager", ".lease"},
                                         {"/var/lib/dhcpcd", ".lease"},
                                         {"/var/lib/dhcpcd5", ".lease"},
                                         {"/var/lib/wicked", ".xml"}}};

constexpr std::array kPuppet{"/etc/puppetlabs/puppet/ssl",
                             "/opt/puppetlabs/puppet/cache/client_data",
                             "/opt/puppetlabs/puppet/cache/state",
                             "/opt/puppetlabs/puppet/public",
                             "/var/lib/puppet/ssl",
                             "/var/lib/puppet/client_data",
                             "/var/lib/puppet/state",
                             "/var/cache/puppet/client_data",
                             "/var/cache/puppet/state",
                             "/var/cache/puppet/public"};

void addContents(std::vector<fs::path>& all, const fs::path& folder)
{
    for (const auto& name : layout::namesIn(folder))
        all.push_back(folder / name);
}

void addLeases(std::vector<fs::path>& all, const SystemRoot& root)
{
    for (const auto& [folder, ending] : kLeases) {
        for (const auto& name : layout::namesIn(root(folder))) {
            if (name.ends_with(ending))
                all.push_back(root(folder) / name);
        }
    }
}

std::vector<std::string> sharedByClones(const SystemRoot& root)
{
    std::vector<std::string> all;
    std::error_code ignored;
    if (const auto id = root("/etc/machine-id"); fs::exists(id, ignored) && fs::file_size(id, ignored) > 0)
        all.push_back(id.string() + ": empty it (truncate -s 0)");
    for (const auto& name : layout::namesIn(root("/etc/ssh"))) {
        if (name.starts_with("ssh_host_") && name.ends_with("_key"))
            all.push_back((root("/etc/ssh") / name).string() + ": remove it, sshd makes a new one");
    }
    return all;
}

} // namespace

Sealable findSealable(const SystemRoot& root, const fs::path& stateFolder, bool puppet)
{
    Sealable found;
    addContents(found.paths, stateFolder);
    addContents(found.paths, root("/run/readystage"));
    std::erase_if(found.paths, [](const fs::path& path) { return path.extension() == ".lock"; }); // we hold them
    addLeases(found.paths, root);
    if (puppet) {
        for (const auto* const folder : kPuppet)
            addContents(found.paths, root(folder));
    }
    found.notOurs = sharedByClones(root);
    return found;
}

void seal(const Sealable& found)
{
    for (const auto& path : found.paths) {
        std::error_code error;
        fs::remove_all(path, error);
        if (error)
            throw std::system_error(error, "cannot remove " + path.string());
    }
    ::sync(); // the disk is about to become a template
}

} // namespace readystage::agent
