#pragma once

#include "agent/core/Discovery.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Which instance are we: what routers answered and what the machine itself claims, and which of it counts.
namespace readystage::agent {

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

} // namespace readystage::agent
