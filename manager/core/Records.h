#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/domain/IpAddress.h"
#include "common/domain/Report.h"
#include "common/runtime/Clock.h"
#include "manager/core/VmState.h"
#include "manager/ports/CloudStackApi.h"

/// What the manager keeps. Plain values; the rules are in Lifecycle, Intake and Steps, the bytes on disk in
/// SqliteJournal.
namespace readystage {

/// A report as it was committed.
struct StoredReport {
    Report report;
    std::string bytes;  ///< as received: unknown fields are in here
    std::string digest; ///< of the content, equal for two tries of one report (protocol::contentDigest)
    IpAddress peer;
    Clock::Wall receivedAt;
    std::string receipt; ///< the answer body, given again whenever the same report comes again
};

/// How far a carrier of the ready mark is, for a VM.
struct Carrier {
    enum class State {
        none,    ///< nothing to show there
        wanted,  ///< a step is outstanding
        written, ///< CloudStack shows it
        refused  ///< it cannot be placed safely; `reason` says why
    };
    State state = State::none;
    std::string reason{};
    friend bool operator==(const Carrier&, const Carrier&) = default;
};

const char* text(Carrier::State state);
std::optional<Carrier::State> carrierState(std::string_view word);

struct VmRecord {
    InstanceId id;
    VmState state = VmState::pending;
    std::optional<Incarnation> incarnation{}; ///< of the first verified report
    std::optional<Assurance> assurance{};     ///< of the report that decided the state
    std::optional<ReportId> decidedBy{};
    std::string reason{};
    std::vector<std::string> failedResources{};
    int failedRuns = 0;
    int failedAfterRuns = 2; ///< from the deployment; kept by Journal, not by commit()
    std::string bundle{};    ///< from the deployment; empty unless deployed through the gateway
    Carrier tag{};
    Carrier userData{};
    std::vector<Tag> tagsWritten{}; ///< tags we wrote or were about to write: only these may we delete
    Clock::Wall changedAt{};
};

/// Something that happened; written in the transaction that made it true.
struct Event {
    Clock::Wall at;
    InstanceId vm;
    std::string type; ///< one of the words listed in readystage-manager(8)
    std::optional<ReportId> report{};
    std::string detail;
};

/// Work that is outstanding. There is at most one step of a kind per subject: the latest state is what counts.
struct Step {
    enum class Kind {
        verify,  ///< subject: a report
        tag,     ///< subject: a VM
        userData ///< subject: a VM
    };
    Kind kind;
    InstanceId vm;
    std::optional<ReportId> report{}; ///< for verify
    unsigned failures = 0;            ///< tries in a row that brought nothing
    Clock::Wall notBefore{};

    /// The report's or the VM's id.
    const std::string& subject() const { return report ? report->str() : vm.str(); }
};

const char* text(Step::Kind kind);
std::optional<Step::Kind> stepKind(std::string_view word);

/// A VM that was deployed through the gateway.
struct Deployment {
    InstanceId vm;
    std::string bundle{};
    int failedAfterRuns;
    Clock::Wall at;
};

/// The reason of a refusal that is forgotten soon: anybody may invent ids.
constexpr const char* kNoSuchVm = "no such VM";

/// A line of the audit log: who did what to whom.
struct AuditEntry {
    Clock::Wall at;
    std::string actor;   ///< `manager` when nobody asked it to
    std::string action;  ///< one of the words listed in readystage-manager(8)
    std::string subject; ///< a VM, or what it is about
    std::string detail{};
    friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

/// Everything that becomes true at once: one transaction.
struct Change {
    std::optional<VmRecord> vm{};
    std::optional<Deployment> deployment{};

    struct Verdict {
        ReportId report;
        bool accepted;
        std::string reason{}; ///< of a refusal
    };

    std::optional<Verdict> verdict{};
    std::vector<Event> events{};
    std::vector<Step> finished{};    ///< removed first …
    std::vector<Step> outstanding{}; ///< … then these are added or replaced
};

} // namespace readystage
