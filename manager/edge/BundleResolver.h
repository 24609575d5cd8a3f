#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "manager/core/Bundles.h"
#include "manager/core/Gateway.h"
#include "manager/edge/CloudStackClient.h"

namespace readystage {

/// Turns the names in a bundle into ids, by asking CloudStack as the caller: what he may not use is not found. Blocks.
class BundleResolver {
public:
    /// The references must outlive the resolver.
    BundleResolver(CloudStackClient& client, const ApiKeys& caller, const std::stop_token& stop);

    /// The fault names bundle, key and name.
    Result<ResolvedBundle, ApiFault> resolve(const Bundle& bundle);

private:
    Result<std::string, ApiFault> idOf(std::string_view key, const std::string& nameOrId, const std::string& zoneId);
    Result<std::vector<NamedId>, ApiFault> listAll(const Lookup& lookup);

    CloudStackClient& client_;
    const ApiKeys& caller_;
    const std::stop_token& stop_;
};

/// What the caller of the gateway is told when a call made for him went wrong: CloudStack's own code and text where
/// there are some. `changes`: the call may have changed something although no answer came.
ApiFault faultOf(const ApiError& error, bool changes);

/// While the manager ends.
ApiFault stopping();

} // namespace readystage
