#include "manager/core/Audit.h"

namespace readystage {

namespace {

/// Whose connection it was, and what it showed.
std::string shown(const Evidence& evidence)
{
    std::string text = "peer=" + evidence.peer + " ";
    if (!evidence.proxy.empty())
        text += "proxy=" + evidence.proxy + " ";
    if (!evidence.certificate.empty())
        text += "certificate=" + evidence.certificate + " ";
    return text;
}

std::string detailOf(const Event& event, const Change& change)
{
    std::string detail;
    if (event.report)
        detail += "report=" + event.report->str() + " ";
    const bool judged = change.verdict && event.report == change.verdict->report;
    if (judged && change.verdict->accepted && change.vm && change.vm->assurance)
        detail += std::string("assurance=") + text(*change.vm->assurance) + " ";
    if (judged)
        detail += shown(change.verdict->evidence);
    return detail + event.detail;
}

} // namespace

std::vector<AuditEntry> auditOf(const Change& change)
{
    std::vector<AuditEntry> entries;
    for (const Event& event : change.events)
        entries.push_back({event.at, "manager", event.type, event.vm.str(), detailOf(event, change)});
    return entries;
}

} // namespace readystage
