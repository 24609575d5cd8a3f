#pragma once

#include "common/domain/IpAddress.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Which router is ours, and which instance are we: decisions over facts, without I/O.
///
/// CloudStack's virtual router knows a guest by the source address of its TCP connection, and every router of every NIC
/// has the same metadata. So: collect all hints, ask them all, each from its NIC's own address, and believe the one
/// that says the address we came from.
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

/// What one candidate answered to the two questions `instance-id` and `local-ipv4`.
struct ProbeAnswer {
    enum class Kind {
        notAsked,    ///< another had answered already
        unreachable, ///< no connection, or no whole answer
        refused,     ///< an HTTP status other than 200; 404 while the router is being filled
        notAnId,     ///< 200 with something that is no instance id: empty, cut off, a login page
        notUs,       ///< an id, and an address that is not ours: somebody on the way translates addresses
        answered
    };
    Kind kind = Kind::notAsked;
    std::string instanceId; ///< only of `answered`
    std::string localIpv4;  ///< what the router thinks our address is; empty where it did not say
    std::string detail;     ///< for people: what was asked and what came back
};

const char* text(ProbeAnswer::Kind kind);

/// Whether this can be an instance id: [A-Za-z0-9._-]{1,64}, and not the beginning of a UUID.
bool isInstanceId(std::string_view text);

/// Judges an answer to `/latest/meta-data/instance-id`; the router's kind of failure, or the id. Ids are opaque,
/// because old clouds hand out names like i-2-3-VM; see isInstanceId().
ProbeAnswer judge(int status, std::string_view body);

/// Judges what came back for `/latest/meta-data/local-ipv4` after an id did: sets localIpv4 or, where the id is not
/// meant for us, the kind. No answer to this question (a status other than 200, nothing) is no objection.
void judgeAddress(ProbeAnswer& answer, const Candidate& candidate, int status, std::string_view body);

/// Something that names the instance without being asked over the network.
struct Claim {
    enum class Kind {
        configDrive, ///< the disc that CloudStack attaches where no router serves metadata
        firmware     ///< DMI of CloudStack's KVM: its uuid is the instance's
    };
    Kind kind;
    std::string instanceId; ///< as judge() would let it pass
    std::string source;     ///< file or device, for people
};

const char* text(Claim::Kind kind);

struct Choice {
    std::string instanceId;            ///< empty: nobody knew us
    std::optional<std::size_t> winner; ///< index of the candidate that won
    std::optional<std::size_t> claim;  ///< index of the claim that won, where no candidate did
    std::string why;                   ///< for people
};

/// Prefers a router whose local-ipv4 is the address we came from, then the config drive, then the firmware, then what
/// else was answered; among equals the better rank. `answers` belong to `candidates` by index.
Choice choose(const std::vector<Candidate>& candidates, const std::vector<ProbeAnswer>& answers,
              const std::vector<Claim>& claims);

/// Whether `answer` to `candidate` is as good as an answer can be.
bool isCertain(const Candidate& candidate, const ProbeAnswer& answer);

/// How long to wait after so many rounds (1 or more) in which nobody knew us: 1, 2, 4 … 60 seconds.
std::chrono::seconds pauseAfterRound(unsigned rounds);

} // namespace readystage::agent
