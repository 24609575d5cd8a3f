#include "manager/edge/store/StepRows.h"

#include "manager/edge/store/SqlValues.h"

namespace readystage::store {

namespace K = Poco::Data::Keywords;

StepRows::StepRows(Poco::Data::Session& session) : session_(session), put_(session), remove_(session)
{
    put_ << "REPLACE INTO steps (kind, subject, vm, report, failures, not_before) VALUES (?, ?, ?, ?, ?, ?)",
        K::use(row_.kind), K::use(row_.subject), K::use(row_.vm), K::use(row_.report), K::use(row_.failures),
        K::use(row_.notBefore);
    remove_ << "DELETE FROM steps WHERE kind = ? AND subject = ?", K::use(row_.kind), K::use(row_.subject);
}

void StepRows::put(const Step& step)
{
    row_ = {text(step.kind),
            step.subject(),
            step.vm.str(),
            textOrEmpty(step.report),
            static_cast<int>(step.failures),
            toMilliseconds(step.notBefore)};
    put_.execute();
}

void StepRows::remove(const Step& step)
{
    row_.kind = text(step.kind);
    row_.subject = step.subject();
    remove_.execute();
}

std::vector<Step> StepRows::all()
{
    std::vector<Step> steps;
    Row row;
    Poco::Data::Statement select(session_);
    select << "SELECT kind, vm, report, failures, not_before FROM steps ORDER BY not_before", K::into(row.kind),
        K::into(row.vm), K::into(row.report), K::into(row.failures), K::into(row.notBefore), K::range(0, 1);
    while (!select.done())
        if (select.execute() > 0)
            steps.push_back(stepOf(row));
    return steps;
}

Step StepRows::stepOf(const Row& row)
{
    return {.kind = intact(stepKind(row.kind), "step"),
            .vm = intact(InstanceId::parse(row.vm), "VM id"),
            .report = idOrNone<ReportId>(row.report, "report id"),
            .failures = static_cast<unsigned>(row.failures),
            .notBefore = toTime(row.notBefore)};
}

} // namespace readystage::store
