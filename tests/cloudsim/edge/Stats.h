#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "common/runtime/Guarded.h"
#include "tests/cloudsim/core/Value.h"

namespace readystage::cloudsim {

/// What clients did to the API. Any thread.
class Stats {
public:
    void begun(const std::string& command);
    void ended(int status);

    /// Forgets the counts; calls in flight stay in flight.
    void reset();

    /// {"calls":{command:n},"statuses":{status:n},"rejected":n,"in_flight":n,"peak_in_flight":n}; rejected: not 200.
    Value show() const;

private:
    struct Counts {
        std::map<std::string, std::int64_t> calls;
        std::map<int, std::int64_t> statuses;
        std::int64_t inFlight = 0;
        std::int64_t peakInFlight = 0;
    };

    Guarded<Counts> counts_;
};

} // namespace readystage::cloudsim
