#pragma once

#include "agent/core/Choice.h"
#include "agent/ports/ClaimSource.h"
#include "agent/ports/Identifier.h"
#include "agent/ports/LeaseSource.h"
#include "agent/ports/NetworkCards.h"
#include "agent/ports/RouterProbe.h"
#include "common/runtime/Clock.h"

#include <memory>
#include <optional>
#include <vector>

namespace readystage::agent {

/// Everything one round of asking brought to light.
struct Round {
    std::vector<Candidate> candidates;
    std::vector<ProbeAnswer> answers; ///< of the candidates, by index
    std::vector<Claim> claims;
    std::vector<Nic> cards; ///< ours at that moment
    Choice choice;
};

/// Finds the virtual router and asks it who we are; where none knows us, believes what the machine itself claims.
/// Borrows its parts; they must outlive it. One thread.
class RouterIdentifier final : public Identifier {
public:
    using Sources = std::vector<std::unique_ptr<LeaseSource>>;
    using ClaimSources = std::vector<std::unique_ptr<ClaimSource>>;

    struct Parts {
        const Sources& sources;
        const ClaimSources& claims;
        NetworkCards& cards;
        RouterProbe& probe;
        const Clock& clock;
    };

    explicit RouterIdentifier(const Parts& parts) : parts_(parts) {}

    Result<std::string, Unidentified> identify() override;

    /// The same with all it saw; Until::all leaves no candidate unasked.
    Round round(RouterProbe::Until until);

    /// The router that identify() believed last.
    const std::optional<Candidate>& router() const noexcept { return router_; }

private:
    Parts parts_;
    std::optional<Candidate> router_;
};

} // namespace readystage::agent
