#include "manager/core/Lifecycle.h"

namespace readystage {

namespace {

VmState wantedState(const VmRecord& vm, const Report& report, int failedRuns)
{
    switch (report.status) {
    case ReportStatus::ready:
        return VmState::ready;
    case ReportStatus::failed:
        return failedRuns >= vm.failedAfterRuns ? VmState::failed : VmState::failing;
    case ReportStatus::progress:
        return report.phase == "booted" ? VmState::booted : VmState::configuring;
    }
    return vm.state;
}

/// What the event is called when the state did not move.
const char* eventWithoutMove(ReportStatus status)
{
    switch (status) {
    case ReportStatus::failed:
        return "run-failed";
    case ReportStatus::ready:
        return "run-succeeded";
    case ReportStatus::progress:
        return "progress";
    }
    return "progress";
}

/// Marks say nothing while a VM is on its way, so only a verdict changes them.
bool changesMarks(VmState state)
{
    return state == VmState::ready || state == VmState::failing || state == VmState::failed;
}

void wantMarks(Change& change, Clock::Wall now)
{
    VmRecord& vm = *change.vm;
    vm.tag = {Carrier::State::wanted, ""};
    change.outstanding.push_back({.kind = Step::Kind::tag, .vm = vm.id, .report = {}, .notBefore = now});
    if (vm.state != VmState::ready)
        return;
    vm.userData = {Carrier::State::wanted, ""};
    change.outstanding.push_back({.kind = Step::Kind::userData, .vm = vm.id, .report = {}, .notBefore = now});
}

} // namespace

VmRecord newVm(const InstanceId& id, int failedAfterRuns, Clock::Wall now)
{
    VmRecord vm{.id = id};
    vm.failedAfterRuns = failedAfterRuns;
    vm.changedAt = now;
    return vm;
}

std::optional<std::string> contradiction(const VmRecord& vm, const Report& report)
{
    if (!vm.incarnation || *vm.incarnation == report.incarnation)
        return std::nullopt;
    return "VM " + vm.id.str() + " has already been verified as another incarnation";
}

Change decide(const VmRecord& before, const StoredReport& stored, Assurance assurance, Clock::Wall now)
{
    const Report& report = stored.report;
    if (const auto why = contradiction(before, report))
        return refuse(stored, *why, now);

    Change change{.vm = before, .verdict = Change::Verdict{report.id, true, ""}};
    VmRecord& after = *change.vm;
    after.incarnation = report.incarnation;
    if (report.status == ReportStatus::failed)
        ++after.failedRuns;

    const VmState wanted = wantedState(before, report, after.failedRuns);
    const bool moves = wanted != before.state && mayMove(before.state, wanted);
    const char* const type = moves ? text(wanted) : eventWithoutMove(report.status);
    change.events.push_back({now, after.id, type, report.id, report.reason});
    if (!moves)
        return change;

    after.state = wanted;
    after.assurance = assurance;
    after.decidedBy = report.id;
    after.reason = report.reason;
    after.failedResources = report.failedResources;
    after.changedAt = now;
    if (changesMarks(wanted))
        wantMarks(change, now);
    return change;
}

Change refuse(const StoredReport& stored, const std::string& why, Clock::Wall now)
{
    const Report& report = stored.report;
    Change change{.verdict = Change::Verdict{report.id, false, why}};
    change.events.push_back({now, report.vm, "refused", report.id, why});
    return change;
}

} // namespace readystage
