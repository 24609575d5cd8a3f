#pragma once

#include <string>
#include <vector>

#include "manager/ports/AuditLog.h"

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>

namespace readystage::store {

/// The audit log, over one session and not thread-safe. The store itself refuses to change a row, and to remove one
/// that is younger than a year.
class AuditRows {
public:
    explicit AuditRows(Poco::Data::Session& session);
    AuditRows(const AuditRows&) = delete;
    AuditRows& operator=(const AuditRows&) = delete;
    ~AuditRows() = default;

    void add(const AuditEntry& entry);

    /// What was added after `number`, in that order.
    std::vector<AuditLog::Numbered> after(long long number, std::size_t limit);

private:
    struct Row {
        std::string actor, action, subject, detail;
        Poco::Int64 at = 0;
    };

    Poco::Data::Session& session_;
    Row row_; ///< what the statement is bound to
    Poco::Data::Statement add_;
};

} // namespace readystage::store
