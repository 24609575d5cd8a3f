#pragma once

#include "agent/core/puppet/PuppetFiles.h"
#include "agent/ports/Reporter.h"

#include <chrono>
#include <optional>
#include <string>

/// The net beneath the Puppet module's own report. The module speaks from inside a transaction; a run that has none, or
/// whose transaction did not come to its end, is noticed here: no catalog, a dependency cycle, runtimeout, kill.
namespace readystage::agent {

/// agent_catalog_run.lock, which `puppet agent` holds from the beginning of a run until after the report was written.
struct RunLock {
    long pid = 0;
    bool isAlive = false; ///< that process still runs
    std::chrono::sys_seconds taken{};
};

/// What lies on the disk at one moment; what is missing was not there, or could not be read.
struct PuppetTraces {
    std::optional<RunSummary> summary{};
    std::optional<std::chrono::sys_seconds> summaryWritten{};
    std::optional<RunReport> report{};
    std::optional<std::chrono::sys_seconds> reportWritten{};
    std::optional<RunLock> lock{};
};

/// Whether a run of this boot is not over yet.
enum class RunPhase {
    over,
    running,  ///< its lock is held
    reporting ///< its summary is there, its report is not: that one is uploaded first, or is not kept at all
};
RunPhase phaseOf(const PuppetTraces& traces, std::chrono::sys_seconds booted);

/// One failed run, worth telling.
struct FailedRun {
    std::string key; ///< names the run: told once, it is not told again
    News news;
};

/// The failure that only these traces tell, if there is one. What is older than the boot was another machine's, or is
/// over.
std::optional<FailedRun> failureIn(const PuppetTraces& traces, std::chrono::sys_seconds booted);

/// Why the run failed, and what failed, with the words a person needs: `nothing` is said where the report has none.
News failureOf(const RunReport& report, const std::string& nothing);

} // namespace readystage::agent
