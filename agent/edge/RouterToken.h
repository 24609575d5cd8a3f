#pragma once

#include "agent/core/Identify.h"
#include "agent/edge/RouterFiles.h"
#include "common/domain/Secret.h"

#include <optional>

namespace readystage::agent {

/// The secret that the gateway gave this VM at its deployment, if it did: CloudStack's `userdatadetails` come to the
/// guest as files of the router. Never written to the disk. One thread.
class TokenSource {
public:
    virtual ~TokenSource() = default;

    /// nullopt where there is none, or the router does not answer now.
    virtual std::optional<Secret> token() = 0;

    /// The manager did not believe it: ask again next time.
    virtual void doubt() = 0;
};

class RouterToken final : public TokenSource {
public:
    /// Borrows both. Before the identifier has found a router there is no token.
    RouterToken(const RouterIdentifier& identifier, RouterFiles files) : identifier_(identifier), files_(files) {}

    std::optional<Secret> token() override;

    void doubt() override { state_ = State::unknown; }

private:
    enum class State { unknown, none, known };

    const RouterIdentifier& identifier_;
    RouterFiles files_;
    State state_ = State::unknown;
    std::optional<Secret> token_;
};

} // namespace readystage::agent
