#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "manager/core/Records.h"
#include "manager/ports/CloudStackWatch.h"

namespace readystage {

/// What an event means for a VM; nullopt: nothing.
std::optional<Happening> meaningOf(const CloudEvent& event);

/// Follows CloudStack's list of events without missing or repeating one, although their times are whole seconds, their
/// ids have no order, and one that began earlier may be listed later: it asks again for the last minutes and leaves out
/// what it has had. Not thread-safe.
class EventFollower {
public:
    /// So long an event may need from its time to being listed: clocks of several management servers, long
    /// transactions.
    static constexpr std::chrono::minutes kOverlap{2};

    /// `seen`: what was dealt with before a restart; begins there, or at `now` when that is nothing.
    EventFollower(std::map<std::string, Clock::Wall> seen, Clock::Wall now);

    /// From when to ask.
    Clock::Wall from() const { return newest_ - kOverlap; }

    /// Time of the newest event there was.
    Clock::Wall newest() const { return newest_; }

    /// Those of `listed` that are new, oldest first. `listed` is everything since from(), in the order of time.
    std::vector<CloudEvent> fresh(const std::vector<CloudEvent>& listed);

private:
    std::map<std::string, Clock::Wall> seen_;
    Clock::Wall newest_;
};

/// Reads the pages since the follower's from() and gives what is new, oldest first. An error says that nothing was
/// taken; too many pages are an error of kind malformed.
ApiResult<std::vector<CloudEvent>> follow(CloudStackWatch& watch, EventFollower& follower);

} // namespace readystage
