#pragma once

#include "agent/core/puppet/PuppetWatch.h"
#include "agent/edge/SystemRoot.h"

namespace readystage::agent {

/// What the last run of Puppet has left on this machine, wherever its packages keep it: the folders of Puppet's own
/// packages, of Debian's, and of the old ones; the one that was written to last counts. Never throws.
PuppetTraces puppetTraces(const SystemRoot& root);

/// The report of the last run, if it began at `since` or later.
std::optional<RunReport> puppetReportSince(const SystemRoot& root, std::chrono::sys_seconds since);

/// When this machine was started, by the present wall clock; the beginning of time where nobody can tell.
std::chrono::sys_seconds bootTime(const SystemRoot& root);

} // namespace readystage::agent
