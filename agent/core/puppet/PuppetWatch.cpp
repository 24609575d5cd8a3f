#include "agent/core/puppet/PuppetWatch.h"

namespace readystage::agent {
namespace {

constexpr const char* kPuppetPhase = "puppet";
constexpr const char* kTool = "puppet";

/// A report of this very run, as far as one can see: the summary has the same configuration, and was written first.
bool belongTogether(const PuppetTraces& traces)
{
    return traces.summary && traces.report && traces.summaryWritten && traces.reportWritten &&
           traces.summary->version == traces.report->version && *traces.reportWritten >= *traces.summaryWritten;
}

std::optional<FailedRun> killed(const PuppetTraces& traces, std::chrono::sys_seconds booted)
{
    const auto& lock = traces.lock;
    if (!lock || lock->isAlive || lock->taken < booted)
        return std::nullopt;
    if (traces.summaryWritten && *traces.summaryWritten >= lock->taken)
        return std::nullopt; // the run came to its end, only the lock was left behind
    const std::string pid = std::to_string(lock->pid);
    News news{ReportStatus::failed, kPuppetPhase, "Puppet (process " + pid + ") was killed before its run had ended"};
    news.run.tool = kTool;
    return FailedRun{"lock " + pid + " " + std::to_string(lock->taken.time_since_epoch().count()), std::move(news)};
}

std::optional<FailedRun> failedByReport(const RunReport& report, std::chrono::sys_seconds booted)
{
    if (!report.began || *report.began < booted || report.status != "failed" || report.noop)
        return std::nullopt;
    if (report.completed.value_or(!report.failedResources.empty()))
        return std::nullopt; // the module has seen it from inside
    return FailedRun{report.transaction,
                     failureOf(report, "Puppet was stopped before its run had ended (killed, or by runtimeout)")};
}

std::optional<FailedRun> failedBySummary(const RunSummary& summary, std::chrono::sys_seconds booted)
{
    if (!summary.ended || *summary.ended < booted || (!summary.version.empty() && summary.total > 0))
        return std::nullopt;
    News news{ReportStatus::failed, kPuppetPhase,
              "Puppet applied nothing: it could not get or compile a catalog, or was stopped (it keeps no report that "
              "would tell more)"};
    news.run.tool = kTool;
    return FailedRun{"summary " + std::to_string(summary.ended->time_since_epoch().count()), std::move(news)};
}

} // namespace

RunPhase phaseOf(const PuppetTraces& traces, std::chrono::sys_seconds booted)
{
    if (traces.lock && traces.lock->isAlive && traces.lock->taken >= booted)
        return RunPhase::running;
    if (traces.summaryWritten && *traces.summaryWritten >= booted && !belongTogether(traces))
        return RunPhase::reporting;
    return RunPhase::over;
}

std::optional<FailedRun> failureIn(const PuppetTraces& traces, std::chrono::sys_seconds booted)
{
    if (auto run = killed(traces, booted))
        return run;
    if (belongTogether(traces))
        return failedByReport(*traces.report, booted);
    return traces.summary ? failedBySummary(*traces.summary, booted) : std::nullopt;
}

News failureOf(const RunReport& report, const std::string& nothing)
{
    News news{ReportStatus::failed, kPuppetPhase};
    for (const auto& error : report.errors)
        news.reason += (news.reason.empty() ? "" : "\n") + error;
    if (news.reason.empty())
        news.reason = nothing;
    news.failedResources = report.failedResources;
    news.run = {kTool, report.version, report.transaction, report.environment};
    return news;
}

} // namespace readystage::agent
