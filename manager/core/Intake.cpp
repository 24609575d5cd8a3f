#include "manager/core/Intake.h"

#include <map>

#include "manager/core/Lifecycle.h"

namespace readystage {

namespace {

Taken compared(const StoredReport& known, const StoredReport& stored)
{
    if (known.digest == stored.digest)
        return {Taken::Kind::repeated, known.receipt, ""};
    return {Taken::Kind::differs, "", "report " + stored.report.id.str() + " is known with another content"};
}

Taken judged(Journal& journal, const StoredReport& stored)
{
    if (const auto known = journal.report(stored.report.id))
        return compared(*known, stored);
    if (const auto vm = journal.vm(stored.report.vm))
        if (const auto why = contradiction(*vm, stored.report))
            return {Taken::Kind::contradicts, "", *why};
    return {Taken::Kind::stored, stored.receipt, ""};
}

} // namespace

std::vector<Taken> take(Journal& journal, const std::vector<StoredReport>& reports)
{
    std::vector<Taken> taken;
    std::vector<StoredReport> fresh;
    std::map<ReportId, std::size_t> places; // of the fresh ones: one batch may hold a report twice
    for (const StoredReport& stored : reports) {
        const auto twin = places.find(stored.report.id);
        taken.push_back(twin == places.end() ? judged(journal, stored) : compared(fresh[twin->second], stored));
        if (taken.back().kind != Taken::Kind::stored)
            continue;
        places.emplace(stored.report.id, fresh.size());
        fresh.push_back(stored);
    }
    if (!fresh.empty())
        journal.accept(fresh);
    return taken;
}

} // namespace readystage
