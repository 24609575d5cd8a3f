#pragma once

#include <map>
#include <string>
#include <vector>

#include "manager/core/Records.h"

namespace readystage {

/// A report that did not count.
struct RefusedReport {
    ReportId report;
    InstanceId vm;
    std::string reason;
    Clock::Wall receivedAt;
};

/// What the journal holds, seen across VMs. Throws JournalError. Safe from several threads.
class Roster {
public:
    virtual ~Roster() = default;

    /// VMs with a record, in the order of their ids, beginning after `after` (empty: from the first), at most `limit`.
    virtual std::vector<VmRecord> vms(const std::string& after, std::size_t limit) = 0;

    /// Happenings dealt with, as id and CloudStack's time, that are not older than `since`.
    virtual std::map<std::string, Clock::Wall> seen(Clock::Wall since) = 0;

    /// Reports received since then that were refused, oldest first, at most `limit`.
    virtual std::vector<RefusedReport> refused(Clock::Wall since, std::size_t limit) = 0;

    /// How many VMs are in each state; states nobody is in are left out.
    virtual std::map<VmState, std::size_t> states() = 0;
};

} // namespace readystage
