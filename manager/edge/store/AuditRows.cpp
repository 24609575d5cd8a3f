#include "manager/edge/store/AuditRows.h"

#include "manager/edge/store/SqlValues.h"

namespace readystage::store {

namespace K = Poco::Data::Keywords;

AuditRows::AuditRows(Poco::Data::Session& session) : session_(session), add_(session)
{
    add_ << "INSERT INTO audit (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)", K::use(row_.at),
        K::use(row_.actor), K::use(row_.action), K::use(row_.subject), K::use(row_.detail);
}

void AuditRows::add(const AuditEntry& entry)
{
    row_ = {entry.actor, entry.action, entry.subject, entry.detail, toMilliseconds(entry.at)};
    add_.execute();
}

std::vector<AuditLog::Numbered> AuditRows::after(long long number, std::size_t limit)
{
    std::vector<AuditLog::Numbered> entries;
    Row row;
    Poco::Int64 seq = 0;
    Poco::Data::Statement select(session_);
    select << "SELECT seq, at, actor, action, subject, detail FROM audit WHERE seq > ? ORDER BY seq LIMIT ?",
        K::bind(static_cast<Poco::Int64>(number)), K::bind(static_cast<int>(limit)), K::into(seq), K::into(row.at),
        K::into(row.actor), K::into(row.action), K::into(row.subject), K::into(row.detail), K::range(0, 1);
    while (!select.done())
        if (select.execute() > 0)
            entries.push_back({seq, {toTime(row.at), row.actor, row.action, row.subject, row.detail}});
    return entries;
}

} // namespace readystage::store
