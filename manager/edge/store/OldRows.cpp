#include "manager/edge/store/OldRows.h"

#include <array>

#include "manager/core/Records.h"
#include "manager/edge/store/SqlValues.h"

#include <Poco/Data/Statement.h>

namespace readystage::store {

namespace {

namespace K = Poco::Data::Keywords;

/// `?1` is the time, `?2` the limit. Each finds its rows by an index or among the oldest: the writer must not wait for
/// a look through the whole table.
struct Rule {
    std::string statement;
    Clock::Wall olderThan;
};

std::array<Rule, 6> rulesOf(const Retention& retention, Clock::Wall now)
{
    const std::string reports = "DELETE FROM reports WHERE id IN (SELECT id FROM reports WHERE received_at < ?1 AND ";
    const std::string oldest = " ORDER BY received_at LIMIT ?2)";
    const std::string gone =
        "(SELECT id FROM vms WHERE state = 'gone' AND changed_at < ?1 ORDER BY changed_at LIMIT ?2)";
    return {
        Rule{reports + "refusal = '" + kNoSuchVm + "'" + oldest, now - retention.unknownVms},
        Rule{reports + "verdict IS NOT NULL" + oldest, now - retention.reports},
        Rule{"DELETE FROM events WHERE cursor IN (SELECT cursor FROM (SELECT cursor, at FROM events ORDER BY cursor "
             "LIMIT ?2) WHERE at < ?1)",
             now - retention.events},
        // With the deployment first: what the limit leaves goes next time, because its VM is there still.
        Rule{"DELETE FROM deployments WHERE vm IN " + gone, now - retention.events},
        Rule{"DELETE FROM vms WHERE id IN " + gone + " AND id NOT IN (SELECT vm FROM deployments)",
             now - retention.events},
        Rule{"DELETE FROM audit WHERE seq IN (SELECT seq FROM (SELECT seq, at FROM audit ORDER BY seq LIMIT ?2) "
             "WHERE at < ?1)",
             now - retention.audit}};
}

std::size_t remove(Poco::Data::Session& session, const Rule& rule, std::size_t limit)
{
    session << rule.statement, K::bind(toMilliseconds(rule.olderThan)), K::bind(static_cast<int>(limit)), K::now;
    int removed = 0;
    session << "SELECT changes()", K::into(removed), K::now;
    return static_cast<std::size_t>(removed);
}

} // namespace

std::size_t forgetOldRows(Poco::Data::Session& session, const Retention& retention, Clock::Wall now, std::size_t limit)
{
    std::size_t removed = 0;
    for (const Rule& rule : rulesOf(retention, now))
        removed += remove(session, rule, limit - removed);
    return removed;
}

} // namespace readystage::store
