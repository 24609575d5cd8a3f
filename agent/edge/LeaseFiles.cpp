#include "agent/edge/LeaseFiles.h"

#include "agent/core/leases/DhclientLeases.h"
#include "agent/core/leases/DhcpcdLease.h"
#include "agent/core/leases/KeyValueLeases.h"
#include "agent/edge/SpoolLayout.h"
#include "common/runtime/AtomicFile.h"
#include "common/runtime/Log.h"

#include <charconv>
#include <system_error>

#include <sys/stat.h>

namespace readystage::agent {
namespace {

constexpr std::size_t kLeaseFileBytes = std::size_t{4} * 1024 * 1024; ///< dhclient appends until it is restarted

/// The interface's number is the name: networkd, NetworkManager's device state.
std::optional<LeaseCard> numberedFile(std::string_view fileName)
{
    LeaseCard card;
    const auto [end, error] = std::from_chars(fileName.data(), fileName.data() + fileName.size(), card.index);
    if (error != std::errc{} || end != fileName.data() + fileName.size() || card.index == 0)
        return std::nullopt;
    return card;
}

/// The file's name between a beginning and an end; nullopt when it has not both.
std::optional<std::string_view> between(std::string_view begin, std::string_view fileName, std::string_view end)
{
    if (fileName.size() <= begin.size() + end.size() || !fileName.starts_with(begin) || !fileName.ends_with(end))
        return std::nullopt;
    return fileName.substr(begin.size(), fileName.size() - begin.size() - end.size());
}

/// dhclient.leases, dhclient.eth0.leases, dhclient-eth0.leases, dhclient-<uuid>-eth0.lease, dhclient--eth0.lease; the
/// interface stands in the file.
std::optional<LeaseCard> dhclientFile(std::string_view fileName)
{
    if (!fileName.starts_with("dhclient") || !(fileName.ends_with(".leases") || fileName.ends_with(".lease")))
        return std::nullopt;
    return LeaseCard{};
}

/// internal-<uuid>-eth0.lease
std::optional<LeaseCard> networkManagerFile(std::string_view fileName)
{
    constexpr std::size_t kUuid = 36;
    const auto name = between("internal-", fileName, ".lease");
    if (!name || name->size() <= kUuid + 1 || (*name)[kUuid] != '-')
        return std::nullopt;
    return LeaseCard{std::string(name->substr(kUuid + 1)), 0};
}

/// eth0.lease; dhcpcd-eth0.lease before version 7; of a radio card eth0-<network>.lease
std::optional<LeaseCard> dhcpcdFile(std::string_view fileName)
{
    auto name = between("dhcpcd-", fileName, ".lease");
    if (!name)
        name = between("", fileName, ".lease");
    if (!name)
        return std::nullopt;
    return LeaseCard{std::string(name->substr(0, name->find('-'))), 0};
}

/// leaseinfo.eth0.dhcp.ipv4; the interface stands in the file.
std::optional<LeaseCard> wickedFile(std::string_view fileName)
{
    if (!between("leaseinfo.", fileName, ".dhcp.ipv4"))
        return std::nullopt;
    return LeaseCard{};
}

std::chrono::sys_seconds writtenAt(const std::filesystem::path& path)
{
    struct stat status {};

    if (::stat(path.c_str(), &status) != 0)
        return {};
    return std::chrono::sys_seconds(std::chrono::seconds(status.st_mtim.tv_sec));
}

/// The server, where it is another one the machine to boot from, and the gateway: with redundant routers the server is
/// one of the two, and the gateway the address that moves between them.
void addHints(const Lease& lease, RouterHint hint, std::vector<RouterHint>& all)
{
    const std::string file = hint.source;
    all.push_back(hint);
    if (lease.nextServer && *lease.nextServer != lease.server) {
        hint.router = *lease.nextServer;
        hint.source = file + " (next server)";
        all.push_back(hint);
    }
    if (lease.gateway && *lease.gateway != lease.server) {
        hint.kind = RouterHint::Kind::gateway;
        hint.router = *lease.gateway;
        hint.source = file + " (gateway)";
        all.push_back(hint);
    }
}

} // namespace

const std::vector<LeaseFileKind>& leaseFileKinds()
{
    static const std::vector<LeaseFileKind> kinds{
        {"systemd-networkd", "/run/systemd/netif/leases", numberedFile, parseNetworkdLease},
        {"NetworkManager", "/run/NetworkManager/devices", numberedFile, parseNetworkManagerState},
        {"NetworkManager", "/var/lib/NetworkManager", networkManagerFile, parseNetworkdLease},
        {"NetworkManager", "/run/NetworkManager", networkManagerFile, parseNetworkdLease},
        {"dhclient under NetworkManager", "/var/lib/NetworkManager", dhclientFile, parseDhclientLeases},
        {"dhclient under NetworkManager", "/run/NetworkManager", dhclientFile, parseDhclientLeases},
        {"dhclient", "/var/lib/dhcp", dhclientFile, parseDhclientLeases},
        {"dhclient", "/var/lib/dhclient", dhclientFile, parseDhclientLeases},
        {"dhclient", "/var/lib/dhcp3", dhclientFile, parseDhclientLeases},
        {"dhcpcd", "/var/lib/dhcpcd", dhcpcdFile, parseDhcpcdLease},
        {"dhcpcd", "/var/lib/dhcpcd5", dhcpcdFile, parseDhcpcdLease},
        {"wicked", "/run/wicked", wickedFile, parseWickedLease},
    };
    return kinds;
}

std::vector<RouterHint> LeaseFiles::hints()
{
    std::vector<RouterHint> all;
    const auto folder = root_(kind_.folder);
    try {
        for (const auto& name : layout::namesIn(folder)) {
            if (const auto card = kind_.cardOf(name))
                read(folder / name, *card, all);
        }
    } catch (const std::system_error& e) {
        log::info("lease.unreadable", {{"client", kind_.client}, {"why", e.what()}});
    }
    return all;
}

/// One file that cannot be read does not hide the others.
void LeaseFiles::read(const std::filesystem::path& file, const LeaseCard& card, std::vector<RouterHint>& hints) const
{
    try {
        const auto written = writtenAt(file);
        for (const Lease& lease : kind_.parse(readFile(file, kLeaseFileBytes))) {
            RouterHint hint{RouterHint::Kind::lease, lease.server};
            hint.interface = lease.interface.empty() ? card.name : lease.interface;
            hint.interfaceIndex = card.index;
            hint.own = lease.own;
            hint.routers = lease.gateway.has_value();
            hint.expires = lease.lifetime ? written + *lease.lifetime : lease.expires;
            hint.noted = written;
            hint.source = file.string();
            addHints(lease, std::move(hint), hints);
        }
    } catch (const std::system_error& e) {
        log::info("lease.unreadable", {{"client", kind_.client}, {"why", e.what()}});
    }
}

} // namespace readystage::agent
