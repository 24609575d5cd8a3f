#pragma once

#include <vector>

#include "manager/core/Records.h"

namespace readystage {

/// What a change leaves in the audit log: a line for each event, with the evidence where a report was judged. Whoever
/// commits a Change writes these with it, so none can be forgotten.
std::vector<AuditEntry> auditOf(const Change& change);

} // namespace readystage
