#include "agent/edge/PuppetFolders.h"

#include "common/runtime/AtomicFile.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fstream>
#include <string>
#include <system_error>

#include <sys/stat.h>

namespace readystage::agent {
namespace {

namespace fs = std::filesystem;
using std::chrono::sys_seconds;

struct Folders {
    const char* state;
    const char* publicly; ///< where Puppet 7 and later write the summary
};

constexpr std::array<Folders, 3> kFolders{{{"/opt/puppetlabs/puppet/cache/state", "/opt/puppetlabs/puppet/public"},
                                           {"/var/cache/puppet/state", "/var/cache/puppet/public"},
                                           {"/var/lib/puppet/state", "/var/lib/puppet/state"}}};
constexpr const char* kSummary = "last_run_summary.yaml";
constexpr const char* kReport = "last_run_report.yaml";
constexpr const char* kLock = "agent_catalog_run.lock";
constexpr std::size_t kSmallFile = std::size_t{256} * 1024;

std::optional<sys_seconds> modifiedAt(const fs::path& file)
{
    struct stat status {};

    if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
        return std::nullopt;
    return sys_seconds(std::chrono::seconds(status.st_mtim.tv_sec));
}

std::optional<RunSummary> summaryIn(const fs::path& file)
{
    try {
        return readRunSummary(readFile(file, kSmallFile));
    } catch (const std::system_error&) {
        return std::nullopt;
    }
}

std::optional<RunReport> reportIn(const fs::path& file)
{
    std::ifstream lines(file);
    if (!lines)
        return std::nullopt;
    RunReportReader reader;
    for (std::string line; std::getline(lines, line);)
        reader.line(line);
    return reader.take();
}

std::optional<RunLock> lockIn(const fs::path& file)
{
    const auto taken = modifiedAt(file);
    long pid = 0;
    if (!taken || !(std::ifstream(file) >> pid) || pid <= 0)
        return std::nullopt;
    const bool isAlive = ::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM;
    return RunLock{pid, isAlive, *taken};
}

/// Of two places for the summary, the one written last.
fs::path summaryOf(const SystemRoot& root, const Folders& folders)
{
    const fs::path old = root(folders.state) / kSummary;
    const fs::path present = root(folders.publicly) / kSummary;
    return modifiedAt(old) > modifiedAt(present) ? old : present;
}

std::optional<sys_seconds> lastSign(const SystemRoot& root, const Folders& folders)
{
    return std::max({modifiedAt(summaryOf(root, folders)), modifiedAt(root(folders.state) / kReport),
                     modifiedAt(root(folders.state) / kLock)});
}

const Folders& foldersOf(const SystemRoot& root)
{
    return *std::max_element(kFolders.begin(), kFolders.end(), [&root](const Folders& a, const Folders& b) {
        return lastSign(root, a) < lastSign(root, b);
    });
}

} // namespace

PuppetTraces puppetTraces(const SystemRoot& root)
{
    const Folders& folders = foldersOf(root);
    const fs::path summary = summaryOf(root, folders);
    const fs::path report = root(folders.state) / kReport;
    PuppetTraces traces;
    traces.lock = lockIn(root(folders.state) / kLock); // first: what comes after its end is whole
    traces.summaryWritten = modifiedAt(summary);
    traces.summary = summaryIn(summary);
    traces.reportWritten = modifiedAt(report);
    traces.report = reportIn(report);
    return traces;
}

std::optional<RunReport> puppetReportSince(const SystemRoot& root, sys_seconds since)
{
    auto report = reportIn(root(foldersOf(root).state) / kReport);
    return report && report->began && *report->began >= since ? std::move(report) : std::nullopt;
}

sys_seconds bootTime(const SystemRoot& root)
{
    std::ifstream lines(root("/proc/stat"));
    for (std::string line; std::getline(lines, line);) {
        constexpr std::string_view kKey = "btime ";
        long seconds = 0;
        if (line.starts_with(kKey) &&
            std::from_chars(line.data() + kKey.size(), line.data() + line.size(), seconds).ec == std::errc{})
            return sys_seconds(std::chrono::seconds(seconds));
    }
    return {};
}

} // namespace readystage::agent
