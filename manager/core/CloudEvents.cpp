#include "manager/core/CloudEvents.h"

#include <algorithm>
#include <array>

namespace readystage {

namespace {

constexpr unsigned kMostPages = 200;

struct Row {
    std::string_view type;
    std::string_view state; ///< empty: the first that is seen, whichever it is
    Happening::Kind kind;
};

// As listed by CloudStack 4.23: VM.RESTORE is only ever Scheduled; a reboot of a VM with a volatile offering looks like
// any other, its new root disk is there when it has Completed; VOLUME.DESTROY is looked at because each reinstall
// throws a root disk away.
constexpr std::array kRows{
    Row{"VM.RESTORE", "", Happening::Kind::reinstalled},
    Row{"VM.RESETUSERDATA", "", Happening::Kind::userDataReset},
    Row{"VM.DESTROY", "", Happening::Kind::destroyed},
    Row{"VM.EXPUNGE", "", Happening::Kind::destroyed},
    Row{"VM.REBOOT", "Completed", Happening::Kind::bootedAgain},
    Row{"VM.START", "Completed", Happening::Kind::bootedAgain},
    Row{"VM.UPDATE", "Completed", Happening::Kind::updated},
    Row{"VM.CREATE", "Completed", Happening::Kind::created},
    Row{"VM.STOP", "Completed", Happening::Kind::changed},
    Row{"VM.RECOVER", "", Happening::Kind::changed},
    Row{"VM.MOVE", "", Happening::Kind::changed},
    Row{"VOLUME.DESTROY", "Completed", Happening::Kind::changed},
};

} // namespace

std::optional<Happening> meaningOf(const CloudEvent& event)
{
    if (!event.vm)
        return std::nullopt;
    for (const Row& row : kRows)
        if (event.type == row.type && (row.state.empty() || event.state == row.state))
            return Happening{row.kind, event.id, event.created, event.type};
    return std::nullopt;
}

EventFollower::EventFollower(std::map<std::string, Clock::Wall> seen, Clock::Wall now)
    : seen_(std::move(seen)),
      newest_(std::chrono::floor<std::chrono::seconds>(now))
{
    if (seen_.empty())
        return;
    newest_ = {};
    for (const auto& [id, at] : seen_)
        newest_ = std::max(newest_, at);
}

std::vector<CloudEvent> EventFollower::fresh(const std::vector<CloudEvent>& listed)
{
    std::vector<CloudEvent> fresh;
    for (const CloudEvent& event : listed) {
        if (!seen_.emplace(event.id, event.created).second)
            continue;
        fresh.push_back(event);
        newest_ = std::max(newest_, event.created);
    }
    std::erase_if(seen_, [this](const auto& one) { return one.second < from(); });
    std::stable_sort(fresh.begin(), fresh.end(),
                     [](const CloudEvent& a, const CloudEvent& b) { return a.created < b.created; });
    return fresh;
}

ApiResult<std::vector<CloudEvent>> follow(CloudStackWatch& watch, EventFollower& follower)
{
    std::vector<CloudEvent> all;
    const auto from = follower.from();
    // While pages are read new events push the older ones from page to page: some come twice, none is missed.
    for (unsigned page = 1; page <= kMostPages; ++page) {
        const auto listed = watch.events(from, page);
        if (!listed)
            return Unexpected{listed.error()};
        all.insert(all.begin(), listed->begin(), listed->end());
        if (listed->size() < CloudStackWatch::kEventsPerPage)
            return follower.fresh(all);
    }
    return Unexpected{ApiError{ApiError::Kind::malformed, 0, "more events than can be read; the sweep will tell"}};
}

} // namespace readystage
