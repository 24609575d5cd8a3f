#include "manager/edge/SignedCloudStackApi.h"

#include "common/codec/Base64.h"

namespace readystage {

namespace {

using namespace std::chrono_literals;

// The answer to an update of userdata comes after the virtual router has taken it; CloudStack itself waits up to ten
// minutes for a router, but a second update behind a stuck one helps nobody.
constexpr std::chrono::milliseconds kUpdateDeadline = 150s;
constexpr std::chrono::milliseconds kTagJobDeadline = 60s;

ApiError unreadable(const InstanceId& id, const std::string& why)
{
    return {ApiError::Kind::malformed, 0, "answer about VM " + id.str() + ": " + why};
}

/// An answer to a write that cannot be read tells nothing of its effect: a VM with a display name that spoils
/// CloudStack's JSON stores the userdata and answers 431.
ApiError ofWrite(ApiError error)
{
    if (error.kind == ApiError::Kind::malformed)
        error.kind = ApiError::Kind::unknown;
    return error;
}

Parameters tagParameters(const InstanceId& id, const std::vector<Tag>& tags)
{
    Parameters parameters{{"resourceids", id.str()}, {"resourcetype", "UserVm"}};
    for (std::size_t i = 0; i < tags.size(); ++i) {
        const auto prefix = "tags[" + std::to_string(i) + "].";
        parameters.emplace_back(prefix + "key", tags[i].first);
        parameters.emplace_back(prefix + "value", tags[i].second);
    }
    return parameters;
}

} // namespace

SignedCloudStackApi::SignedCloudStackApi(CloudStackClient& client, Clock& clock, ApiKeys keys, std::stop_token stop)
    : client_(client),
      clock_(clock),
      keys_(keys),
      stop_(std::move(stop)),
      lister_(client, std::move(keys))
{}

std::vector<CloudStackApi::Listed> SignedCloudStackApi::vms(const std::vector<InstanceId>& ids)
{
    return lister_.list(ids);
}

ApiResult<UserData> SignedCloudStackApi::userDataOf(const InstanceId& id)
{
    const auto answer = client_.call(keys_, "getVirtualMachineUserData", {{"virtualmachineid", id.str()}});
    if (!answer)
        return Unexpected{answer.error()};
    try {
        const auto bytes = base64::decode(answer->at("virtualmachineuserdata").stringOr("userdata", ""));
        if (!bytes)
            return Unexpected{unreadable(id, "userdata: " + bytes.error().why)};
        return UserData(*bytes);
    } catch (const JsonError& e) {
        return Unexpected{unreadable(id, e.what())};
    }
}

ApiResult<Done> SignedCloudStackApi::setUserData(const InstanceId& id, const UserData& data)
{
    const auto answer = client_.call(keys_, "updateVirtualMachine",
                                     {{"id", id.str()}, {"userdata", base64::encode(data.bytes())}}, kUpdateDeadline);
    if (!answer)
        return Unexpected{ofWrite(answer.error())};
    return Done{};
}

ApiResult<Done> SignedCloudStackApi::createTags(const InstanceId& id, const std::vector<Tag>& tags)
{
    return changeTags("createTags", id, tags);
}

ApiResult<Done> SignedCloudStackApi::deleteTags(const InstanceId& id, const std::vector<Tag>& tags)
{
    return changeTags("deleteTags", id, tags);
}

ApiResult<Done> SignedCloudStackApi::changeTags(const std::string& command, const InstanceId& id,
                                                const std::vector<Tag>& tags)
{
    const auto started = client_.call(keys_, command, tagParameters(id, tags));
    if (!started)
        return Unexpected{ofWrite(started.error())};
    const auto job = started->stringOr("jobid", "");
    if (job.empty())
        return Unexpected{
            ApiError{ApiError::Kind::unknown, 0, command + " on VM " + id.str() + ": answered without a job"}};
    const auto result = client_.awaitJob(keys_, job, clock_.steady() + kTagJobDeadline, stop_);
    if (!result)
        return Unexpected{ofWrite(result.error())};
    return Done{};
}

} // namespace readystage
