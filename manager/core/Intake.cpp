#include "manager/core/Intake.h"

#include "manager/core/Lifecycle.h"

namespace readystage {

Taken take(Journal& journal, const StoredReport& stored)
{
    if (const auto known = journal.report(stored.report.id)) {
        if (known->digest == stored.digest)
            return {Taken::Kind::repeated, known->receipt, ""};
        return {Taken::Kind::differs, "", "report " + stored.report.id.str() + " is known with another content"};
    }
    if (const auto vm = journal.vm(stored.report.vm))
        if (const auto why = contradiction(*vm, stored.report))
            return {Taken::Kind::contradicts, "", *why};

    journal.accept(stored);
    return {Taken::Kind::stored, stored.receipt, ""};
}

} // namespace readystage
