#include "agent/edge/LeaseFiles.h"

#include "agent/core/leases/DhclientLeases.h"
#include "agent/core/leases/NetworkdLease.h"
#include "agent/edge/SpoolLayout.h"
#include "common/runtime/AtomicFile.h"
#include "common/runtime/Log.h"

#include <charconv>
#include <system_error>

#include <sys/stat.h>

namespace readystage::agent {
namespace {

constexpr std::size_t kLeaseFileBytes = std::size_t{4} * 1024 * 1024; ///< dhclient appends until it is restarted

unsigned number(std::string_view text)
{
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : 0;
}

bool isNumber(std::string_view fileName)
{
    return number(fileName) != 0;
}

/// dhclient.leases, dhclient.eth0.leases, dhclient-eth0.leases, dhclient-<uuid>-eth0.lease, dhclient--eth0.lease
bool isDhclientFile(std::string_view fileName)
{
    return fileName.starts_with("dhclient") && (fileName.ends_with(".leases") || fileName.ends_with(".lease"));
}

unsigned unknownIndex(std::string_view)
{
    return 0;
}

std::chrono::sys_seconds writtenAt(const std::filesystem::path& path)
{
    struct stat status {};

    if (::stat(path.c_str(), &status) != 0)
        return {};
    return std::chrono::sys_seconds(std::chrono::seconds(status.st_mtim.tv_sec));
}

RouterHint hintOf(const Lease& lease, unsigned index, const std::filesystem::path& path)
{
    return {RouterHint::Kind::lease, lease.server,  lease.interface, index,        lease.own,
            lease.routers,           lease.expires, writtenAt(path), path.string()};
}

} // namespace

const std::vector<LeaseFileKind>& leaseFileKinds()
{
    static const std::vector<LeaseFileKind> kinds{
        {"systemd-networkd", "/run/systemd/netif/leases", isNumber, parseNetworkdLease, number},
        {"dhclient", "/var/lib/dhcp", isDhclientFile, parseDhclientLeases, unknownIndex},
        {"dhclient", "/var/lib/dhclient", isDhclientFile, parseDhclientLeases, unknownIndex},
        {"dhclient", "/var/lib/dhcp3", isDhclientFile, parseDhclientLeases, unknownIndex},
        {"dhclient under NetworkManager", "/var/lib/NetworkManager", isDhclientFile, parseDhclientLeases, unknownIndex},
        {"dhclient under NetworkManager", "/run/NetworkManager", isDhclientFile, parseDhclientLeases, unknownIndex},
    };
    return kinds;
}

std::vector<RouterHint> LeaseFiles::hints()
{
    std::vector<RouterHint> all;
    const auto folder = root_(kind_.folder);
    try {
        for (const auto& name : layout::namesIn(folder)) {
            if (!kind_.isLease(name))
                continue;
            for (const Lease& lease : kind_.parse(readFile(folder / name, kLeaseFileBytes)))
                all.push_back(hintOf(lease, kind_.interfaceIndex(name), folder / name));
        }
    } catch (const std::system_error& e) {
        log::info("lease.unreadable", {{"client", kind_.client}, {"why", e.what()}});
    }
    return all;
}

} // namespace readystage::agent
