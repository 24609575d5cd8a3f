#include "manager/edge/store/CloudEventRows.h"

#include <vector>

#include "manager/edge/store/SqlValues.h"

#include <Poco/Data/Statement.h>

namespace readystage::store {

namespace {

namespace K = Poco::Data::Keywords;

constexpr std::chrono::hours kKept{24};

} // namespace

void CloudEventRows::add(const Happening& happening)
{
    session_ << "REPLACE INTO cloud_events (id, at) VALUES (?, ?)", K::bind(happening.id),
        K::bind(toMilliseconds(happening.at)), K::now;
    session_ << "DELETE FROM cloud_events WHERE at < ?", K::bind(toMilliseconds(happening.at - kKept)), K::now;
}

std::map<std::string, Clock::Wall> CloudEventRows::since(Clock::Wall when)
{
    std::vector<std::string> ids;
    std::vector<Poco::Int64> times;
    session_ << "SELECT id, at FROM cloud_events WHERE at >= ?", K::bind(toMilliseconds(when)), K::into(ids),
        K::into(times), K::now;
    std::map<std::string, Clock::Wall> seen;
    for (std::size_t i = 0; i < ids.size(); ++i)
        seen.emplace(ids[i], toTime(times[i]));
    return seen;
}

} // namespace readystage::store
