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

/// What a client's certificate says, after it was checked against the authority and its revocation list.
struct Certificate {
    std::string name;         ///< the subject's common name: Puppet's certname
    std::string serial;       ///< hexadecimal, upper case, without leading zeros
    std::string instanceId{}; ///< Puppet's extension pp_instance_id, or empty
    std::string uuid{};       ///< Puppet's extension pp_uuid, or empty
    friend bool operator==(const Certificate&, const Certificate&) = default;
};

/// A report as it was committed.
struct StoredReport {
    Report report;
    std::string bytes;  ///< as received: unknown fields are in here
    std::string digest; ///< of the content, equal for two tries of one report (protocol::contentDigest)
    IpAddress peer;     ///< whose connection it was; behind a trusted proxy the client the proxy names
    Clock::Wall receivedAt;
    std::string receipt;                      ///< the answer body, given again whenever the same report comes again
    std::optional<Certificate> certificate{}; ///< of the TLS client
    std::string proxy{};                      ///< address of the trusted proxy in between, or empty
};

/// Where a readiness came from: what an operator is shown, and what was proved.
struct Evidence {
    std::string peer;
    std::string proxy{};
    std::string certificate{}; ///< name and serial, or empty
    friend bool operator==(const Evidence&, const Evidence&) = default;
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

/// What the manager knows of a VM beyond its state: which life of the VM it speaks of, and how sure it is.
struct VmLife {
    Clock::Wall since{};                       ///< when the first report of the present incarnation came
    std::optional<Incarnation> former{};       ///< the incarnation before a reinstall; its reports no longer count
    bool mayChange = false;                    ///< CloudStack showed a reinstall: a new incarnation is expected
    std::optional<BootId> boot{};              ///< of the latest accepted report
    std::string owner{};                       ///< account or project at the first verified report
    std::optional<Assurance> strongest{};      ///< ever seen of this VM: nothing weaker is accepted again
    std::string certificateSerial{};           ///< the newest seen
    Evidence evidence{};                       ///< of the report that decided the state
    Clock::Wall decidedAt{};                   ///< when that report came
    std::string rootVolume{};                  ///< id of the root disk this life was seen with, or empty
    std::string userData{};                    ///< fingerprint() of the userdata it became ready with, or empty
    std::optional<Clock::Wall> strangeSince{}; ///< when other userdata than that was first seen, unexplained
    std::optional<Clock::Wall> clockFrom{};    ///< when the VM ran or was first heard: the deadline counts from here
    std::optional<Clock::Wall> deadline{};
    friend bool operator==(const VmLife&, const VmLife&) = default;
};

/// What a bundle asks of its VMs otherwise than the configuration asks of all.
struct BundleRules {
    std::optional<Assurance> floor{}; ///< counts like one of `identity.floors`
    std::optional<std::chrono::milliseconds> deadline{};
    std::optional<bool> readyPerBoot{};
    friend bool operator==(const BundleRules&, const BundleRules&) = default;
};

struct VmRecord {
    InstanceId id;
    VmState state = VmState::pending;
    std::optional<Incarnation> incarnation{}; ///< of the first verified report of this life
    std::optional<Assurance> assurance{};     ///< of the report that decided the state
    std::optional<ReportId> decidedBy{};
    VmLife life{};
    std::string reason{};
    std::vector<std::string> failedResources{};
    int failedRuns = 0;
    std::optional<int> failedAfterRuns{}; ///< from the deployment, like the next two; kept by Journal, not by commit()
    std::string bundle{};                 ///< empty unless deployed through the gateway
    BundleRules rules{};
    Carrier tag{};
    Carrier userData{};
    std::vector<Tag> tagsWritten{}; ///< tags we wrote or were about to write: only these may we delete
    Clock::Wall changedAt{};
};

/// Whether somebody who waits for the VM, and asks for so much proof, has his answer.
bool isAnswer(const VmRecord& vm, Assurance least);

/// Something that happened; written in the transaction that made it true.
struct Event {
    Clock::Wall at;
    InstanceId vm;
    std::string type; ///< one of the words listed in readystage-manager(8)
    std::optional<ReportId> report{};
    std::string detail;
};

/// Something CloudStack did to a VM.
struct Happening {
    enum class Kind {
        reinstalled,   ///< the root disk is, or will be, another one
        userDataReset, ///< what the VM was told to become has changed
        destroyed,
        bootedAgain, ///< started or rebooted; a VM of a volatile offering has a new disk then
        updated, ///< somebody, perhaps we, changed its name, userdata …: what it was told to become may read otherwise
        created, ///< a new VM, whose userdata may be another's copy
        changed, ///< anything else worth a look
        revoked  ///< an operator takes the readiness back
    };
    Kind kind;
    std::string id;   ///< CloudStack's id of the event, or one of our own
    Clock::Wall at;   ///< CloudStack's time, whole seconds
    std::string what; ///< for people: `VM.RESTORE`
    friend bool operator==(const Happening&, const Happening&) = default;
};

/// Work that is outstanding. There is at most one step of a kind per subject: the latest state is what counts.
struct Step {
    enum class Kind {
        look,     ///< subject: a VM, or what happened to one
        verify,   ///< subject: a report
        tag,      ///< subject: a VM
        userData, ///< subject: a VM
        deadline  ///< subject: a VM
    };
    Kind kind;
    InstanceId vm;
    std::optional<ReportId> report{}; ///< for verify
    unsigned failures = 0;            ///< tries in a row that brought nothing
    Clock::Wall notBefore{};
    std::optional<Happening> happening{}; ///< for look; such a step is not stored, CloudStack keeps the event
    bool backFill = false;                ///< known things once more: what is new goes first. Not stored

    /// The report's, the happening's or the VM's id.
    const std::string& subject() const { return report ? report->str() : happening ? happening->id : vm.str(); }
};

const char* text(Step::Kind kind);
std::optional<Step::Kind> stepKind(std::string_view word);

/// A VM that was deployed through the gateway.
struct Deployment {
    InstanceId vm;
    std::string bundle{};
    int failedAfterRuns;
    Clock::Wall at;
    BundleRules rules{};
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
    std::optional<Happening> seen{}; ///< dealt with: will not be taken up again

    struct Verdict {
        ReportId report;
        bool accepted;
        std::string reason{}; ///< of a refusal
        Evidence evidence{};
    };

    std::optional<Verdict> verdict{};
    std::vector<Event> events{};
    std::vector<Step> finished{};    ///< removed first …
    std::vector<Step> outstanding{}; ///< … then these are added or replaced
};

} // namespace readystage
