#pragma once

#include "common/domain/Ids.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// Names in the state folder, in one place for those who write it and those who show it.
namespace readystage::agent::layout {

constexpr const char* kIncoming = "incoming";
constexpr const char* kInstances = "instances";
constexpr const char* kStale = "stale";
constexpr const char* kBad = "bad";
constexpr const char* kBooted = "booted"; ///< file: the last boot of which a sign of life was given
constexpr const char* kIdentity = "identity.json";
constexpr const char* kOutbox = "outbox";
constexpr const char* kRejected = "rejected";
constexpr const char* kAcked = "acked.json";
constexpr const char* kWhy = ".why"; ///< ending of the file beside a rejected report

/// The names in a folder, sorted, without those that begin with a dot (files being written); empty
/// without the folder, or where something else stands in its place.
std::vector<std::string> namesIn(const std::filesystem::path& folder);

/// When a file of the spool was written, in ns: the time in front of its name or, for other writers' names, the file's
/// own; 0 when nobody can tell.
std::uint64_t stampOf(const std::filesystem::path& file);

/// The time of the youngest file in the folder; 0 when it is empty.
std::uint64_t lastStampIn(const std::filesystem::path& folder);

/// A name that sorts by the stamp and names the report.
std::string nameFor(std::uint64_t stamp, const ReportId& id);

/// Whether the name of a spool file names this report.
bool names(std::string_view fileName, const ReportId& id);

} // namespace readystage::agent::layout
