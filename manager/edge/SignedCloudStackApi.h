#pragma once

#include <chrono>
#include <stop_token>

#include "manager/edge/VmLister.h"
#include "manager/ports/CloudStackApi.h"

namespace readystage {

/// CloudStack's signed API as somebody, normally the manager's own user. Safe from several threads.
class SignedCloudStackApi final : public CloudStackApi {
public:
    /// `client` must outlive this. A stop ends the waiting for jobs: such calls come back as `unknown`.
    SignedCloudStackApi(CloudStackClient& client, Clock& clock, ApiKeys keys, std::stop_token stop = {});

    std::vector<Listed> vms(const std::vector<InstanceId>& ids) override;
    ApiResult<UserData> userDataOf(const InstanceId& id) override;
    ApiResult<Done> setUserData(const InstanceId& id, const UserData& data) override;
    ApiResult<Done> createTags(const InstanceId& id, const std::vector<Tag>& tags) override;
    ApiResult<Done> deleteTags(const InstanceId& id, const std::vector<Tag>& tags) override;

private:
    ApiResult<Done> changeTags(const std::string& command, const InstanceId& id, const std::vector<Tag>& tags);

    CloudStackClient& client_;
    Clock& clock_;
    ApiKeys keys_;
    std::stop_token stop_;
    VmLister lister_;
};

} // namespace readystage
