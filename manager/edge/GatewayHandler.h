#pragma once

#include <functional>
#include <optional>

#include "common/runtime/Clock.h"
#include "manager/edge/KeyFile.h"
#include "manager/edge/OwnCommands.h"
#include "manager/edge/TaskPool.h"
#include "manager/edge/http/Http.h"
#include "manager/edge/http/Upstream.h"

namespace readystage {

/// /client/api with three commands more than CloudStack's. Everything that is not one of them goes to CloudStack and
/// back with its bytes untouched, below /client as well; CloudStack checks its own signatures. Ours are checked here,
/// exactly as CloudStack would. Callers with a session instead of keys (the user interface) cannot use our commands:
/// 401.
class GatewayHandler final : public http::Handler {
public:
    /// Upstream::forward, or a stand-in.
    using Forward = std::function<void(const http::Request&, http::Upstream::OnAnswer, http::Upstream::OnFailure)>;

    /// The references must outlive the handler; `pool` must have been stopped before the handler goes.
    GatewayHandler(Forward forward, CloudStackClient& client, const KeyFile& keys, const BundleFiles& bundles,
                   TaskPool& pool, const Clock& clock, OwnCommands::OnDeployed onDeployed);
    GatewayHandler(http::Upstream& upstream, CloudStackClient& client, const KeyFile& keys, const BundleFiles& bundles,
                   TaskPool& pool, const Clock& clock, OwnCommands::OnDeployed onDeployed);

    /// Called after CloudStack's answer to a command that can end a VM's readiness; any thread. Before the first
    /// request.
    void onVmCommand(std::function<void()> notify) { notify_ = std::move(notify); }

    void handle(const http::Request& request, http::Respond respond) override;

private:
    void passOn(const http::Request& request, const AnswerForm& form, const http::Respond& respond);
    void answerOurselves(OwnRequest command, const http::Request& request, const http::Respond& respond);
    std::optional<ApiKeys> authenticate(const OwnRequest& command, const http::Request& request) const;
    http::Response runGuarded(const OwnRequest& command);

    Forward forward_;
    std::function<void()> notify_ = [] {};
    OwnCommands commands_;
    const KeyFile& keys_;
    TaskPool& pool_;
    const Clock& clock_;
};

} // namespace readystage
