#pragma once

#include "common/domain/IpAddress.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

/// Which router may be ours: decisions over facts, without I/O.
///
/// CloudStack's virtual router knows a guest by the source address of its TCP connection, and every router of every NIC
/// has the same metadata. So: collect all hints, ask them all, each from its NIC's own address, and believe the one
/// that says the address we came from (Choice.h).
namespace readystage::agent {

/// One IPv4 address of one interface.
struct Nic {
    std::string name;
    unsigned index = 0;
    IpAddress address;
    unsigned prefix = 32; ///< bits of the network part
};

/// Something on this machine that points at a router.
struct RouterHint {
    enum class Kind {
        configured,
        dataServer,
        lease,       ///< a DHCP server, or where it says to boot from
        gateway,     ///< the gateway in a lease
        defaultRoute ///< a gateway in the routing table; the first such hint is that of the best route
    };
    Kind kind;
    IpAddress router;
    std::string interface {};                          ///< by name; empty where the source does not know
    unsigned interfaceIndex = 0;                       ///< by number; 0 where the source does not know
    std::optional<IpAddress> own{};                    ///< our address there, as the source says
    bool routers = false;                              ///< the lease came with a default gateway
    std::optional<std::chrono::sys_seconds> expires{}; ///< nullopt: never
    std::chrono::sys_seconds noted{};                  ///< when the source was written
    std::string source{};                              ///< file or name it came from, for people
};

/// How much we expect of a candidate; the better one is asked earlier and wins where answers are equal.
enum class Rank {
    configured,
    dataServer,
    defaultRouteLease,
    leaseWithRouters,
    liveLease,
    gateway,
    expiredLease,
    otherAddress ///< a router of better rank, asked from a further address of the card
};

const char* text(Rank rank);

struct Candidate {
    IpAddress router;
    std::optional<IpAddress> from; ///< address to bind to; nullopt: no NIC of ours is near, the kernel may choose
    std::string interface {};      ///< of `from`; may be empty
    Rank rank = Rank::expiredLease;
    std::vector<std::string> sources{}; ///< all hints that led here
};

constexpr std::size_t kMostCandidates = 16; ///< what can be asked in 20 seconds, 250 ms apart

/// The hints as things to ask: each pair of router and source address once, best rank first, then the newest note;
/// kMostCandidates at most. Where no lease names our address, each one we have in the router's network is tried.
std::vector<Candidate> candidates(const std::vector<RouterHint>& hints, const std::vector<Nic>& nics,
                                  std::chrono::sys_seconds now);

/// How long to wait after so many rounds (1 or more) in which nobody knew us: 1, 2, 4 … 60 seconds.
std::chrono::seconds pauseAfterRound(unsigned rounds);

} // namespace readystage::agent
