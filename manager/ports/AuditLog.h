#pragma once

#include <vector>

#include "manager/core/Records.h"

namespace readystage {

/// Who did what: only ever added to. Every Change leaves its lines here, too (auditOf). Throws JournalError. Safe from
/// several threads.
class AuditLog {
public:
    struct Numbered {
        long long number; ///< only grows
        AuditEntry entry;
    };

    virtual ~AuditLog() = default;

    /// Durable when it returns.
    virtual void record(const AuditEntry& entry) = 0;

    /// What was added after `number`, in that order, at most `limit`.
    virtual std::vector<Numbered> entriesAfter(long long number, std::size_t limit) = 0;
};

} // namespace readystage
