#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "manager/edge/CloudStackClient.h"

namespace readystage {

/// The objects of listVirtualMachines as facts. Throws JsonError.
VmFacts factsOf(const InstanceId& id, const Json& vm);

/// The elements `virtualmachine` of an answer in XML as the object that JSON would have had. Throws JsonError.
Json vmsFromXml(const std::string& xml);

/// listVirtualMachines for many VMs: in one call where CloudStack can (since 4.18 it gives userdata with it), one by
/// one where it cannot. One id that CloudStack does not know fails the whole call, one display name that it cannot put
/// into JSON spoils it: then halves are asked for, down to the one. Safe from several threads.
class VmLister {
public:
    /// `client` must outlive this.
    VmLister(CloudStackClient& client, ApiKeys keys) : client_(client), keys_(std::move(keys)) {}

    /// One result for each id, in their order.
    std::vector<CloudStackApi::Listed> list(const std::vector<InstanceId>& ids);

private:
    using Ids = std::vector<InstanceId>;
    using Results = std::vector<CloudStackApi::Listed>;

    bool takesMany();
    Results many(const Ids& ids);
    Results fromList(const Ids& ids, const Json& list);
    CloudStackApi::Listed one(const InstanceId& id);
    CloudStackApi::Listed oneByXml(const InstanceId& id);

    CloudStackClient& client_;
    const ApiKeys keys_;
    std::mutex mutex_; // guards what follows
    std::optional<bool> takesMany_;
};

} // namespace readystage
