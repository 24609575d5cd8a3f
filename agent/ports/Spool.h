#pragma once

#include "common/domain/Ids.h"
#include "common/domain/Result.h"
#include "common/protocol/Report.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Reports between "accepted" and "acknowledged". What a call promises is durable when it returns, and a kill or a
/// power cut between any two steps loses nothing: at worst a report is sent twice with the same id. Calls throw
/// std::system_error naming the path when the disk refuses. One process at a time, except Spool::accept, which may be
/// called beside everything.
namespace readystage::agent {

/// A report that nobody has looked at yet.
struct Incoming {
    std::string name; ///< of the file; names sort by the time of writing
    std::string bytes;
    Result<protocol::SpoolFile, Malformed> says;
};

/// A report bound to this instance, as it goes over the wire.
struct Queued {
    std::string name;
    ReportId id;
    ReportStatus status;
    std::string bytes;
    std::string transaction{}; ///< which run of Puppet it tells of; may be empty
};

/// What has become of a report: acknowledged and rejected are final.
enum class Fate { unknown, waiting, acknowledged, rejected };

/// The reports of one instance, oldest first.
class Outbox {
public:
    virtual ~Outbox() = default;

    virtual const Incarnation& incarnation() const = 0;

    /// Binds a readable report to the instance; it leaves incoming. A report that was bound before is not bound again.
    virtual void take(const Incoming& report) = 0;
    virtual std::vector<Queued> queued() = 0;

    /// The receipt is stored before the report leaves, unless the disk is full.
    virtual void acknowledge(const Queued& report, const protocol::Receipt& receipt) = 0;

    /// Kept for people, with the reason, and never sent again.
    virtual void reject(const Queued& report, std::string_view why) = 0;
};

enum class Aside {
    bad,  ///< cannot be read
    stale ///< another machine's
};

class Spool {
public:
    virtual ~Spool() = default;

    /// Safe on disk when it returns, behind every report accepted before it.
    virtual void accept(const ReportId& id, std::string_view bytes) = 0;

    /// Oldest first. Files being written are not listed.
    virtual std::vector<Incoming> incoming() = 0;

    /// Keeps the file where nobody sends it.
    virtual void setAside(const Incoming& report, Aside where) = 0;

    /// How many bound reports wait, of whatever instance.
    virtual std::size_t queuedOfAll() = 0;

    /// The outbox of `instanceId` ([A-Za-z0-9._-]{1,64}), made with a new incarnation where there is none. What belongs
    /// to any other instance is another machine's and moves to stale, reports and all. The spool must outlive the
    /// outbox.
    virtual std::unique_ptr<Outbox> open(const std::string& instanceId) = 0;
    virtual Fate fateOf(const ReportId& report) = 0;
};

} // namespace readystage::agent
