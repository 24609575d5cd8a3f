#pragma once

#include <deque>
#include <string>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// How the events of one command tell of it (CloudStack's @ActionEvent and getEventDescription). nullptr: no such
/// event.
struct ActionWords {
    const char* type = nullptr;
    const char* scheduled = nullptr; ///< before the id of what it is about
    const char* scheduledEnd = "";   ///< behind that id
    const char* deed = nullptr;      ///< "rebooting Vm": begins the Started event, ends in the Completed one
    bool tellsStart = false;
    const char* about = "VirtualMachine"; ///< resourcetype
};

/// One row of listEvents. It outlives what it tells of, so it copies the words it shows.
struct Event {
    std::string id;
    std::string type;
    std::string level;
    std::string state;
    std::string description;
    std::string userName;
    const Account* account = nullptr; ///< nullptr: CloudStack's own account, `system`
    std::string resourceType;
    std::string resourceId;
    std::string resourceName;
    Instant created{};
    std::string parent; ///< id of the Scheduled event
};

/// What happened in the cloud, oldest first; CloudStack purges old events, this keeps the last 100,000.
class EventLog {
public:
    /// Gives the event its id and returns it.
    std::string add(Event event);

    const std::deque<Event>& all() const { return events_; }

    bool has(const std::string& id) const;

private:
    std::deque<Event> events_;
};

/// What a command is about, for its events.
struct Subject {
    const Account* owner = nullptr;
    std::string id;
    std::string name;
};

/// The VM and its owner; the caller's account for everything else.
Subject subjectOf(const World& world, const std::string& vmId, const User& caller);
Subject subjectOf(const World& world, const Job& job);

// The moments of one call; each adds an event if the command's words have one.
void tellScheduled(World& world, Job& job);
void tellStarted(World& world, Job& job, Instant now);
void tellCompleted(World& world, const Job& job, Instant now);

/// Of a command that is no job: Started, where it has one, and Completed at once.
void tellDone(World& world, const ActionWords& words, const User& caller, const Subject& about, bool well, Instant now,
              const std::string& parent = "");

/// A VM's firewall rules go with it.
void tellFirewallClosed(World& world, const Job& job, Instant now);

/// A disk goes with its VM, or is replaced.
void tellDiskDestroyed(World& world, const Job& job, const Vm& vm, Instant now);

} // namespace readystage::cloudsim
