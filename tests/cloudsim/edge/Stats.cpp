#include "tests/cloudsim/edge/Stats.h"

#include <algorithm>

namespace readystage::cloudsim {

void Stats::begun(const std::string& command)
{
    counts_.with([&](Counts& counts) {
        ++counts.calls[command];
        counts.peakInFlight = std::max(counts.peakInFlight, ++counts.inFlight);
    });
}

void Stats::ended(int status)
{
    counts_.with([&](Counts& counts) {
        ++counts.statuses[status];
        --counts.inFlight;
    });
}

void Stats::reset()
{
    counts_.with([](Counts& counts) { counts = {{}, {}, counts.inFlight, counts.inFlight}; });
}

Value Stats::show() const
{
    return counts_.with([](const Counts& counts) {
        Value calls = Value::object();
        for (const auto& [command, count] : counts.calls)
            calls.add(command, count);
        Value statuses = Value::object();
        std::int64_t rejected = 0;
        for (const auto& [status, count] : counts.statuses) {
            statuses.add(std::to_string(status), count);
            rejected += status == 200 ? 0 : count;
        }
        return Value::object()
            .add("calls", std::move(calls))
            .add("statuses", std::move(statuses))
            .add("rejected", rejected)
            .add("in_flight", counts.inFlight)
            .add("peak_in_flight", counts.peakInFlight);
    });
}

} // namespace readystage::cloudsim
