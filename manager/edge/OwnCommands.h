#pragma once

#include <functional>
#include <stop_token>

#include "common/domain/Ids.h"
#include "manager/edge/ApiAnswer.h"
#include "manager/edge/BundleFiles.h"
#include "manager/edge/CloudStackClient.h"

namespace readystage {

/// A command of ours by somebody whose signature was right.
struct OwnRequest {
    OwnCommand command;
    Parameters parameters; ///< no name in two spellings
    AnswerForm form;
    ApiKeys caller;
};

/// getUserData, listBundles and deployBundle. What is done for a caller is done with his own keys, so CloudStack's
/// access rules decide. Safe from several threads.
class OwnCommands {
public:
    /// Called after CloudStack has taken a deployment and before the caller hears of it, on the thread that ran it.
    using OnDeployed = std::function<void(const InstanceId&, const Bundle&)>;

    /// The references must outlive this.
    OwnCommands(CloudStackClient& client, const BundleFiles& bundles, OnDeployed onDeployed);

    /// listBundles answers from memory; the others wait for CloudStack.
    static bool blocks(OwnCommand command) { return command != OwnCommand::listBundles; }

    /// The whole answer, errors included. Once a stop was asked for nothing new is begun.
    http::Response run(const OwnRequest& request, const std::stop_token& stop);

private:
    using Outcome = Result<ApiValue::Members, ApiFault>;
    Outcome execute(const OwnRequest& request, const std::stop_token& stop);
    Outcome getUserData(const OwnRequest& request);
    Outcome listBundles(const OwnRequest& request);
    Outcome deployBundle(const OwnRequest& request, const std::stop_token& stop);
    Outcome deploy(const OwnRequest& request, const Bundle& bundle, const ResolvedBundle& ids);
    void announce(const std::string& vm, const std::string& job, const Bundle& bundle);

    CloudStackClient& client_;
    const BundleFiles& bundles_;
    OnDeployed onDeployed_;
};

} // namespace readystage
