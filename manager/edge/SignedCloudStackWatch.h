#pragma once

#include <mutex>
#include <optional>

#include "manager/edge/CloudStackClient.h"
#include "manager/ports/CloudStackWatch.h"

namespace readystage {

/// CloudStackWatch by calls signed with the manager's own keys. Whether its role may list volumes is found by asking.
class SignedCloudStackWatch final : public CloudStackWatch {
public:
    /// `client` must outlive this.
    SignedCloudStackWatch(CloudStackClient& client, ApiKeys keys) : client_(client), keys_(std::move(keys)) {}

    ApiResult<std::vector<CloudEvent>> events(Clock::Wall from, unsigned page) override;
    ApiResult<std::map<InstanceId, std::string>> rootVolumes(const std::vector<InstanceId>& vms) override;
    ApiResult<std::vector<VmFacts>> tagged(const Tag& tag, unsigned page) override;

private:
    using Volumes = std::map<InstanceId, std::string>;

    ApiResult<Done> addVolumes(Volumes& to, const Parameters& which, std::size_t& count);
    ApiResult<Volumes> volumesOfAll();

    CloudStackClient& client_;
    const ApiKeys keys_;
};

} // namespace readystage
