#include "agent/core/RunVerdict.h"

#include "agent/core/puppet/PuppetWatch.h"

#include <algorithm>
#include <string_view>

namespace readystage::agent {
namespace {

using Words = std::vector<std::string>;

constexpr const char* kPuppet = "puppet";
constexpr int kChanged = 2; // with --detailed-exitcodes

bool has(const Words& words, std::string_view option)
{
    return std::any_of(words.begin() + 1, words.end(), [option](const std::string& word) {
        return word == option || (word.starts_with(option) && word[option.size()] == '=');
    });
}

bool hasDetailedExitCodes(const Words& words)
{
    return has(words, "--detailed-exitcodes") || has(words, "-t") || has(words, "--test");
}

std::string howItEnded(const Words& words, const WrappedEnd& end)
{
    if (!end.notStarted.empty())
        return "could not be started: " + end.notStarted;
    const std::string& program = words.front();
    if (end.signal != 0)
        return program + " was ended by signal " + std::to_string(end.signal);
    return program + " ended with " + std::to_string(end.code);
}

News failed(const Words& words, const WrappedEnd& end, const char* phase)
{
    std::string reason = howItEnded(words, end);
    if (!end.said.empty())
        reason = end.said + "\n" + reason;
    return {ReportStatus::failed, phase, std::move(reason)};
}

News progress(const char* phase, const char* reason)
{
    return {ReportStatus::progress, phase, reason};
}

News puppetSucceeded(const Words& words, const std::optional<RunReport>& run)
{
    if (run && run->noop)
        return progress("noop", "Puppet was asked to change nothing (noop)");
    if (run && run->status == "failed")
        return failureOf(*run, "Puppet says that its run failed");
    if (run && run->cachedCatalog == "on_failure")
        return progress("stale", "no catalog could be had, Puppet applied a cached one");
    if (has(words, "--tags") || has(words, "--skip_tags"))
        return progress("partial", "Puppet applied a part of the catalog");
    if (!run && !hasDetailedExitCodes(words))
        return progress("unclear",
                        "without --detailed-exitcodes Puppet's exit code says nothing, and it left no report");
    News ready{ReportStatus::ready, kPuppet};
    ready.run = {kPuppet, run ? run->version : "", run ? run->transaction : "", run ? run->environment : ""};
    return ready;
}

} // namespace

bool isPuppet(const Words& words)
{
    const std::string_view program = words.front();
    return program.substr(program.rfind('/') + 1) == kPuppet;
}

bool isNoop(const Words& words)
{
    return has(words, "--noop");
}

News verdictOf(const Words& words, const WrappedEnd& end, const std::optional<RunReport>& run)
{
    if (!isPuppet(words))
        return end.code == 0 ? News{ReportStatus::ready, ""} : failed(words, end, "");
    if (end.code == 0 || (end.code == kChanged && hasDetailedExitCodes(words)))
        return puppetSucceeded(words, run);
    return run ? failureOf(*run, howItEnded(words, end)) : failed(words, end, kPuppet);
}

} // namespace readystage::agent
