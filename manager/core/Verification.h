#pragma once

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "manager/core/Records.h"

namespace readystage {

/// Where more, or less, is asked of a report than elsewhere.
struct Floor {
    enum class Of { network, account, templ };
    Of of;
    std::string which; ///< id of the network or template, name of the account
    Assurance least;
};

struct VerificationRules {
    Assurance floor = Assurance::address;
    /// Where any of these speaks of the VM, the highest of them counts instead of `floor`.
    std::vector<Floor> floors{};
    /// How certificates without Puppet's extensions are named: `{name}.example.com`; {name} and {id} are the VM's.
    std::vector<std::string> certificateNames{};
    /// A VM that CloudStack does not list, or does not call alive, may be one it will list in a moment: so long after
    /// the report came we ask again before we refuse.
    std::chrono::milliseconds patience{30'000};
};

struct Verified {
    Assurance assurance;
    std::string owner{};  ///< ownerOf() the VM now
    bool newLife = false; ///< a new incarnation is believed
};

struct Refused {
    std::string why;
    const char* kind = "vm"; ///< one word, for counting: readystage-manager(8) lists them
    bool alarm = false;      ///< somebody may be pretending
};

struct AskAgain {
    std::string why;
    std::chrono::milliseconds retryAfter{0}; ///< as CloudStack asked, or 0
};

using Judgement = std::variant<Verified, Refused, AskAgain>;

/// Whether the report comes from the VM it names, by what CloudStack says of that VM now and what was seen of it before
/// (`known`, pending when nothing was).
Judgement judge(const StoredReport& stored, const CloudStackApi::Listed& facts, const VmRecord& known,
                const VerificationRules& rules, Clock::Wall now);

/// Whose VM it is: account or project, with the domain.
std::string ownerOf(const VmFacts& vm);

/// Migrating and BackingUp are states of a VM that runs (CloudStack's VirtualMachine.State).
bool isAlive(const VmFacts& vm);

/// Destroyed, being expunged, or never came to be.
bool isGone(const VmFacts& vm);

} // namespace readystage
