#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What Puppet leaves behind after a run, read line by line: it is YAML, but only ever in the form Puppet's own emitter
/// gives it (formats 4 to 12, Puppet 3 to 8 and OpenVox), and a few lines of it are all we need.
namespace readystage::agent {

/// last_run_summary.yaml
struct RunSummary {
    std::string version; ///< of the configuration; empty when there was no catalog
    unsigned failed = 0; ///< resources, those that could not be restarted included
    unsigned total = 0;  ///< resources; 0 when nothing was applied
    std::optional<std::chrono::sys_seconds> ended{};
};

/// last_run_report.yaml
struct RunReport {
    std::string status; ///< failed, changed, unchanged
    std::string version;
    std::string transaction;
    std::string environment;
    std::string cachedCatalog; ///< on_failure: there was no catalog to be had
    std::optional<std::chrono::sys_seconds> began{};
    std::optional<bool> completed{}; ///< whether the transaction came to its end; reports before format 10 do not say
    bool noop = false;
    std::vector<std::string> failedResources{}; ///< at most 100
    std::vector<std::string> errors{};          ///< what was logged as err or worse; at most 20, the last ones
};

RunSummary readRunSummary(std::string_view text);

/// Takes a report line by line, because it may be many megabytes long.
class RunReportReader {
public:
    void line(std::string_view line);

    /// What was read.
    RunReport take();

private:
    enum class Section { top, logs, statuses, other };

    void topLine(std::string_view line);
    void logLine(std::string_view line);
    void statusLine(std::string_view line);
    bool continues(std::string_view line);
    void expect(std::string_view scalar, std::size_t indent, std::string* into);
    void endScalar();
    void endEntry();

    RunReport report_{};
    Section section_ = Section::top;

    std::string* into_ = nullptr; ///< where the scalar being read goes
    std::string scalar_{};
    std::size_t indent_ = 0;
    bool isBlock_ = false;

    std::string level_{}; ///< of the log entry being read
    std::string message_{};
    std::string resource_{}; ///< of the status being read
    bool hasFailed_ = false;
};

/// `2026-11-22T19:15:58.105176459+00:00`, to the second; nullopt when it is none.
std::optional<std::chrono::sys_seconds> timeIn(std::string_view text);

} // namespace readystage::agent
