#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/Ids.h"

namespace readystage {

/// What a report says of the VM.
enum class ReportStatus {
    ready,   ///< the configuration has finished, the VM can be given work
    failed,  ///< a run of the configuration failed; a later run may mend it
    progress ///< neither: a sign of life with its phase (`booted`, `configuring`, `stale`, `partial`, `noop` …)
};

const char* text(ReportStatus status);
std::optional<ReportStatus> reportStatus(std::string_view text);

/// Which configuration run a report speaks of; all of it optional, all of it only shown, never decided upon.
struct RunIdentity {
    std::string tool;           ///< "puppet", or empty
    std::string catalogVersion; ///< Puppet's configuration_version
    std::string transaction;    ///< Puppet's transaction_uuid
    std::string environment;
    friend bool operator==(const RunIdentity&, const RunIdentity&) = default;
};

/// One report as it travels from a VM to the manager (common/protocol/PROTOCOL.md). Text in it comes from a guest:
/// bounded and valid UTF-8, but not to be trusted and to be escaped wherever it is shown.
struct Report {
    ReportId id;
    InstanceId vm;
    Incarnation incarnation;
    BootId boot;
    ReportStatus status;
    std::string phase;                        ///< [a-z0-9-]{0,64}
    std::string reason;                       ///< at most 64 KiB
    std::vector<std::string> failedResources; ///< at most 100 names of at most 512 bytes
    RunIdentity run;
    std::optional<std::chrono::milliseconds> elapsed; ///< since the configuration began
    std::string agentVersion;
};

} // namespace readystage
