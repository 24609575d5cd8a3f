#pragma once

#include <optional>
#include <string>
#include <vector>

#include "manager/ports/Roster.h"

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>

namespace readystage::store {

/// The table of reports, over one session and not thread-safe. Statements are compiled at their first use and kept: a
/// storm spends its time here.
class ReportRows {
public:
    explicit ReportRows(Poco::Data::Session& session);
    ReportRows(const ReportRows&) = delete;
    ReportRows& operator=(const ReportRows&) = delete;
    ~ReportRows() = default;

    void insert(const StoredReport& stored);
    std::optional<StoredReport> find(const ReportId& id);
    std::vector<RefusedReport> refused(Clock::Wall since, std::size_t limit);
    void setVerdict(const Change::Verdict& verdict);

private:
    struct Row {
        std::string id, vm, peer, body, receipt, verdict, refusal, proof;
        Poco::Int64 receivedAt = 0;
    };

    Poco::Data::Session& session_;
    Row row_; ///< what the statements are bound to
    Poco::Data::Statement insert_;
    Poco::Data::Statement find_;
    Poco::Data::Statement setVerdict_;
};

} // namespace readystage::store
