#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "manager/core/Records.h"

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>

namespace readystage::store {

/// The tables of VMs and of their deployments, over one session and not thread-safe.
class VmRows {
public:
    explicit VmRows(Poco::Data::Session& session);
    VmRows(const VmRows&) = delete;
    VmRows& operator=(const VmRows&) = delete;
    ~VmRows() = default;

    /// What is known from either table.
    std::optional<VmRecord> find(const InstanceId& id);
    /// Those with a record, in the order of their ids.
    std::vector<VmRecord> after(const std::string& id, std::size_t limit);
    std::map<VmState, std::size_t> states();
    void put(const VmRecord& vm);
    void put(const Deployment& deployment);

private:
    /// One row of vms as text, before it is judged.
    struct Row {
        std::string id, state, incarnation, assurance, decidedBy, reason, failedResources;
        std::string tagState, tagReason, userDataState, userDataReason, tagsWritten, life;
        int failedRuns = 0;
        Poco::Int64 changedAt = 0;
    };

    struct DeploymentRow {
        std::string vm, bundle, rules;
        int failedAfterRuns = 0;
        Poco::Int64 at = 0;
    };

    static Row rowOf(const VmRecord& vm);
    void read(VmRecord& vm) const;

    Poco::Data::Session& session_;
    Row row_; ///< what the statements are bound to
    DeploymentRow deployment_;
    Poco::Data::Statement find_;
    Poco::Data::Statement put_;
    Poco::Data::Statement findDeployment_;
    Poco::Data::Statement putDeployment_;
};

} // namespace readystage::store
