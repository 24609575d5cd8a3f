#pragma once

#include <chrono>
#include <string>
#include <variant>

#include "manager/core/Records.h"

namespace readystage {

struct VerificationRules {
    Assurance floor = Assurance::address;
    /// A VM that CloudStack does not list, or does not call alive, may be one it will list in a moment: so long after
    /// the report came we ask again before we refuse.
    std::chrono::seconds patience{30};
};

struct Verified {
    Assurance assurance;
};

struct Refused {
    std::string why;
};

struct AskAgain {
    std::string why;
    std::chrono::milliseconds retryAfter{0}; ///< as CloudStack asked, or 0
};

using Judgement = std::variant<Verified, Refused, AskAgain>;

/// Whether the report comes from the VM it names, by what CloudStack says of that VM now.
Judgement judge(const StoredReport& stored, const ApiResult<std::optional<VmFacts>>& facts,
                const VerificationRules& rules, Clock::Wall now);

} // namespace readystage
