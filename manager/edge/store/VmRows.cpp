#include "manager/edge/store/VmRows.h"

#include <algorithm>

#include "manager/edge/store/LifeText.h"
#include "manager/edge/store/SqlValues.h"

namespace readystage::store {

namespace K = Poco::Data::Keywords;

VmRows::VmRows(Poco::Data::Session& session)
    : session_(session),
      find_(session),
      put_(session),
      findDeployment_(session),
      putDeployment_(session)
{
    find_ << "SELECT state, incarnation, assurance, decided_by, reason, failed_resources, failed_runs, tag_state, "
             "tag_reason, userdata_state, userdata_reason, tags_written, life, changed_at FROM vms WHERE id = ?",
        K::use(row_.id), K::into(row_.state), K::into(row_.incarnation), K::into(row_.assurance),
        K::into(row_.decidedBy), K::into(row_.reason), K::into(row_.failedResources), K::into(row_.failedRuns),
        K::into(row_.tagState), K::into(row_.tagReason), K::into(row_.userDataState), K::into(row_.userDataReason),
        K::into(row_.tagsWritten), K::into(row_.life), K::into(row_.changedAt);
    put_ << "REPLACE INTO vms (id, state, incarnation, assurance, decided_by, reason, failed_resources, failed_runs, "
            "tag_state, tag_reason, userdata_state, userdata_reason, tags_written, life, changed_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        K::use(row_.id), K::use(row_.state), K::use(row_.incarnation), K::use(row_.assurance), K::use(row_.decidedBy),
        K::use(row_.reason), K::use(row_.failedResources), K::use(row_.failedRuns), K::use(row_.tagState),
        K::use(row_.tagReason), K::use(row_.userDataState), K::use(row_.userDataReason), K::use(row_.tagsWritten),
        K::use(row_.life), K::use(row_.changedAt);
    findDeployment_ << "SELECT bundle, failed_after_runs, rules, at FROM deployments WHERE vm = ?",
        K::use(deployment_.vm), K::into(deployment_.bundle), K::into(deployment_.failedAfterRuns),
        K::into(deployment_.rules), K::into(deployment_.at);
    putDeployment_ << "REPLACE INTO deployments (vm, bundle, failed_after_runs, rules, at) VALUES (?, ?, ?, ?, ?)",
        K::use(deployment_.vm), K::use(deployment_.bundle), K::use(deployment_.failedAfterRuns),
        K::use(deployment_.rules), K::use(deployment_.at);
}

std::optional<VmRecord> VmRows::find(const InstanceId& id)
{
    VmRecord vm{.id = id};
    row_.id = deployment_.vm = id.str();
    const bool reported = find_.execute() > 0;
    const bool deployed = findDeployment_.execute() > 0;
    if (!reported && !deployed)
        return std::nullopt;
    if (reported)
        read(vm);
    if (deployed) {
        vm.bundle = deployment_.bundle;
        vm.failedAfterRuns = deployment_.failedAfterRuns;
        vm.rules = rulesFromText(deployment_.rules);
        vm.changedAt = std::max(vm.changedAt, toTime(deployment_.at));
    }
    return vm;
}

std::vector<VmRecord> VmRows::after(const std::string& id, std::size_t limit)
{
    std::vector<std::string> ids;
    session_ << "SELECT id FROM vms WHERE id > ? ORDER BY id LIMIT ?", K::bind(id), K::bind(static_cast<int>(limit)),
        K::into(ids), K::now;
    std::vector<VmRecord> records;
    for (const std::string& one : ids)
        if (auto vm = find(intact(InstanceId::parse(one), "VM id")))
            records.push_back(*std::move(vm));
    return records;
}

std::map<VmState, std::size_t> VmRows::states()
{
    std::vector<std::string> names;
    std::vector<int> counts;
    session_ << "SELECT state, COUNT(*) FROM vms GROUP BY state", K::into(names), K::into(counts), K::now;
    std::map<VmState, std::size_t> states;
    for (std::size_t i = 0; i < names.size(); ++i)
        states.emplace(intact(vmState(names[i]), "VM state"), static_cast<std::size_t>(counts[i]));
    return states;
}

void VmRows::put(const VmRecord& vm)
{
    row_ = rowOf(vm);
    put_.execute();
}

void VmRows::put(const Deployment& deployment)
{
    deployment_ = {deployment.vm.str(), deployment.bundle, rulesToText(deployment.rules), deployment.failedAfterRuns,
                   toMilliseconds(deployment.at)};
    putDeployment_.execute();
}

VmRows::Row VmRows::rowOf(const VmRecord& vm)
{
    return {.id = vm.id.str(),
            .state = text(vm.state),
            .incarnation = textOrEmpty(vm.incarnation),
            .assurance = vm.assurance ? text(*vm.assurance) : "",
            .decidedBy = textOrEmpty(vm.decidedBy),
            .reason = vm.reason,
            .failedResources = namesToText(vm.failedResources),
            .tagState = text(vm.tag.state),
            .tagReason = vm.tag.reason,
            .userDataState = text(vm.userData.state),
            .userDataReason = vm.userData.reason,
            .tagsWritten = tagsToText(vm.tagsWritten),
            .life = lifeToText(vm.life),
            .failedRuns = vm.failedRuns,
            .changedAt = toMilliseconds(vm.changedAt)};
}

void VmRows::read(VmRecord& vm) const
{
    vm.state = intact(vmState(row_.state), "VM state");
    vm.incarnation = idOrNone<Incarnation>(row_.incarnation, "incarnation");
    if (!row_.assurance.empty())
        vm.assurance = intact(assurance(row_.assurance), "assurance");
    vm.decidedBy = idOrNone<ReportId>(row_.decidedBy, "report id");
    vm.reason = row_.reason;
    vm.failedResources = namesFromText(row_.failedResources);
    vm.failedRuns = row_.failedRuns;
    vm.tag = {intact(carrierState(row_.tagState), "carrier state"), row_.tagReason};
    vm.userData = {intact(carrierState(row_.userDataState), "carrier state"), row_.userDataReason};
    vm.tagsWritten = tagsFromText(row_.tagsWritten);
    vm.life = lifeFromText(row_.life);
    vm.changedAt = toTime(row_.changedAt);
}

} // namespace readystage::store
