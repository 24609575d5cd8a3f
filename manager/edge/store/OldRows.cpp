#include "manager/edge/store/OldRows.h"

#include <array>

#include "manager/core/Records.h"
#include "manager/edge/store/SqlValues.h"

#include <Poco/Data/Statement.h>

namespace readystage::store {

namespace {

namespace K = Poco::Data::Keywords;

/// Takes the time and the limit.
struct Rule {
    const char* statement;
    Clock::Wall olderThan;
};

std::size_t remove(Poco::Data::Session& session, const Rule& rule, std::size_t limit)
{
    Poco::Data::Statement statement(session);
    statement << rule.statement, K::bind(toMilliseconds(rule.olderThan)), K::bind(static_cast<int>(limit));
    statement.execute();
    int removed = 0;
    session << "SELECT changes()", K::into(removed), K::now;
    return static_cast<std::size_t>(removed);
}

} // namespace

std::size_t forgetOldRows(Poco::Data::Session& session, const Retention& retention, Clock::Wall now, std::size_t limit)
{
    const std::string unknown =
        std::string("DELETE FROM reports WHERE id IN (SELECT id FROM reports WHERE received_at < ? "
                    "AND verdict = 'refused' AND refusal = '") +
        kNoSuchVm + "' ORDER BY received_at LIMIT ?)";
    const std::array rules{
        Rule{unknown.c_str(), now - retention.unknownVms},
        Rule{"DELETE FROM reports WHERE id IN (SELECT id FROM reports WHERE received_at < ? AND verdict IS NOT NULL "
             "ORDER BY received_at LIMIT ?)",
             now - retention.reports},
        Rule{"DELETE FROM events WHERE cursor IN (SELECT cursor FROM events WHERE at < ? ORDER BY at LIMIT ?)",
             now - retention.events},
        Rule{"DELETE FROM audit WHERE seq IN (SELECT seq FROM audit WHERE at < ? ORDER BY seq LIMIT ?)",
             now - retention.audit}};
    std::size_t removed = 0;
    for (const Rule& rule : rules)
        removed += remove(session, rule, limit - removed);
    return removed;
}

} // namespace readystage::store
