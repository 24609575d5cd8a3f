#include "manager/edge/store/EventRows.h"

#include <algorithm>

#include "manager/edge/store/SqlValues.h"

namespace readystage::store {

namespace K = Poco::Data::Keywords;

EventRows::EventRows(Poco::Data::Session& session) : session_(session), add_(session)
{
    add_ << "INSERT INTO events (at, vm, type, report, detail) VALUES (?, ?, ?, ?, ?)", K::use(row_.at),
        K::use(row_.vm), K::use(row_.type), K::use(row_.report), K::use(row_.detail);
}

void EventRows::add(const Event& event)
{
    row_ = {event.vm.str(), event.type, textOrEmpty(event.report), event.detail, toMilliseconds(event.at)};
    add_.execute();
}

std::vector<Event> EventRows::latest(const InstanceId& vm, std::size_t limit)
{
    std::vector<Event> events;
    Row row;
    Poco::Data::Statement select(session_);
    select << "SELECT at, type, report, detail FROM events WHERE vm = ? ORDER BY cursor DESC LIMIT ?",
        K::bind(vm.str()), K::bind(static_cast<int>(limit)), K::into(row.at), K::into(row.type), K::into(row.report),
        K::into(row.detail), K::range(0, 1);
    while (!select.done())
        if (select.execute() > 0)
            events.push_back({toTime(row.at), vm, row.type, idOrNone<ReportId>(row.report, "report id"), row.detail});
    std::reverse(events.begin(), events.end());
    return events;
}

} // namespace readystage::store
