#pragma once

#include <string>
#include <string_view>

#include "common/domain/Report.h"
#include "common/domain/Result.h"

/// The words agent and manager share. PROTOCOL.md beside this file describes every byte.
namespace readystage::protocol {

constexpr std::size_t kMaxReportBytes = std::size_t{128} * 1024; ///< of a report on the wire
constexpr std::size_t kMaxSpoolBytes =
    kMaxReportBytes - 1024; ///< of a file in the spool: leaves room for what binding adds
constexpr std::size_t kMaxReasonBytes = std::size_t{64} * 1024;
constexpr std::size_t kMaxFailedResources = 100;
constexpr std::size_t kMaxNameBytes = 512; ///< of one failed resource, and of each text in `run`
constexpr std::size_t kMaxShortBytes = 64; ///< of phase, agent_version, created and instance_id
constexpr std::size_t kMaxReceiptBytes = 128;
constexpr const char* kReportsPath = "/v1/reports";

/// Parses a report as it came over the wire. The error names the field. Unknown fields are no error; who wants to keep
/// them keeps the bytes.
Result<Report, Malformed> parseReport(std::string_view body);

/// What makes two bodies with one report id the same report: a SHA-256 over all members, unknown ones included, but
/// `agent_version`, which changes when the agent is upgraded between two tries. `body` must have passed parseReport.
std::string contentDigest(std::string_view body);

/// Whether `text` may be a phase: [a-z0-9-]{0,64}.
bool isPhase(std::string_view text);

/// What a file in the agent's spool says, as far as the agent must understand it.
struct SpoolFile {
    ReportId id;
    BootId boot;
    std::string productUuid; ///< of DMI, lower case; empty where the machine has none
    ReportStatus status;
    std::string phase;
    std::string created;       ///< RFC 3339, by the guest's clock: only shown
    std::string transaction{}; ///< which run of Puppet it tells of; may be empty
};

/// Parses a spool file of any released version; the error names the field.
Result<SpoolFile, Malformed> parseSpoolFile(std::string_view bytes);

/// What is composed by `readystage-agent report`; the Puppet provider writes the same in Ruby.
struct Composed {
    ReportId id;
    BootId boot;
    std::string productUuid; ///< as DMI gave it; left out of the file when it is no UUID
    ReportStatus status;
    std::string phase;
    std::string reason;
    std::vector<std::string> failedResources;
    RunIdentity run;
    std::optional<std::chrono::milliseconds> elapsed;
    std::string created;
};

/// The bytes of a spool file. `phase` must be one (isPhase). Everything else fits by construction: texts are made valid
/// UTF-8, `reason` keeps its last kMaxReasonBytes, failed resources and names their first, and where escaping makes the
/// file too long still, the reason is cut further, then the list.
std::string composeSpoolFile(const Composed& report);

/// The wire form of a spool file: the same object with instance_id, incarnation and agent_version put in front; every
/// other byte, unknown fields included, as it stands in the file.
/// @param instanceId as the router gave it, [A-Za-z0-9._-]{1,64}
std::string bindToInstance(std::string_view spoolFile, std::string_view instanceId, const Incarnation& incarnation,
                           std::string_view agentVersion);

/// The manager's answer 202.
struct Receipt {
    ReportId report;
    std::string receipt; ///< opaque; the agent stores it
};

std::string composeReceipt(const Receipt& receipt);
Result<Receipt, Malformed> parseReceipt(std::string_view body);

} // namespace readystage::protocol
