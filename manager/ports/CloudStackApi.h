#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/domain/Ids.h"
#include "common/domain/IpAddress.h"
#include "common/domain/Result.h"
#include "common/domain/UserData.h"

namespace readystage {

/// Why a call to CloudStack brought nothing; the kinds are what callers can act on, not what libraries throw.
struct ApiError {
    enum class Kind {
        unreachable, ///< nothing was sent, or CloudStack said "later" before doing anything (429, 503)
        unknown,     ///< it was sent; whether it took effect is not known (also 530 and 534 of updateVirtualMachine)
        refused,     ///< CloudStack answered and said no
        malformed    ///< CloudStack answered and we could not read it
    };
    Kind kind;
    int code = 0;                            ///< CloudStack's errorcode, 0 where there was none
    std::string message;                     ///< what was tried, on what, what came back
    std::chrono::milliseconds retryAfter{0}; ///< as a 429 says it, else 0
    std::string text{};                      ///< CloudStack's errortext alone, empty where there was none
};

template <class T> using ApiResult = Result<T, ApiError>;

using Tag = std::pair<std::string, std::string>;

/// What CloudStack knows of a VM, as far as we judge by it.
struct VmFacts {
    InstanceId id;
    std::string name;
    std::string account; ///< empty for a VM of a project
    std::string domainId;
    std::string projectId;            ///< empty unless of a project
    std::string state;                ///< CloudStack's word: Running, Migrating, Stopped, Expunging …
    std::vector<IpAddress> addresses; ///< of all NICs: own, secondary and static-NAT
    std::vector<Tag> tags;
    std::vector<std::string> networks{}; ///< ids of the networks its NICs are in
    std::string templateId{};
    std::string zoneId{};
    std::optional<UserData> userData{}; ///< empty where CloudStack did not tell (before 4.18)
};

/// What we ask of CloudStack, with the manager's own keys. Calls block until their deadline; safe from several threads.
class CloudStackApi {
public:
    virtual ~CloudStackApi() = default;

    /// nullopt: CloudStack has no such VM (any more).
    using Listed = ApiResult<std::optional<VmFacts>>;

    /// One result for each id, in their order, in as few calls as CloudStack permits. What spoils the answer about one
    /// VM does not spoil those about the others.
    virtual std::vector<Listed> vms(const std::vector<InstanceId>& ids) = 0;

    Listed vm(const InstanceId& id) { return vms({id}).front(); }

    /// A VM without userdata has an empty one.
    virtual ApiResult<UserData> userDataOf(const InstanceId& id) = 0;

    /// Never with an empty text: CloudStack takes that as "no change".
    virtual ApiResult<Done> setUserData(const InstanceId& id, const UserData& data) = 0;

    /// Done when CloudStack's job has ended well. A key that exists already fails the whole call as `refused`.
    virtual ApiResult<Done> createTags(const InstanceId& id, const std::vector<Tag>& tags) = 0;

    /// Deletes exactly these keys with these values.
    virtual ApiResult<Done> deleteTags(const InstanceId& id, const std::vector<Tag>& tags) = 0;
};

} // namespace readystage
