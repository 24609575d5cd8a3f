#include "agent/commands/Commands.h"
#include "agent/core/RunVerdict.h"
#include "agent/core/Tail.h"
#include "agent/edge/ChildProcess.h"
#include "agent/edge/PuppetFolders.h"
#include "common/protocol/Report.h"
#include "common/runtime/Log.h"

#include <cerrno>

#include <unistd.h>

namespace readystage::agent {
namespace {

/// On to where it would have gone without us. Who does not read any more has no claim on it.
void passOn(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written > 0)
            bytes.remove_prefix(static_cast<std::size_t>(written));
        else if (written < 0 && errno != EINTR)
            return;
    }
}

WrappedEnd runThrough(const Words& words)
{
    Tail said(protocol::kMaxReasonBytes);
    const CommandEnd end = runCommand(words, [&said](int descriptor, std::string_view bytes) {
        passOn(descriptor, bytes);
        said.add(bytes);
    });
    if (!end.notStarted.empty())
        log::error("command.not-started", {{"why", end.notStarted}});
    return {end.code, end.signal, end.notStarted, said.text()};
}

/// The command's exit code is the caller's business, our trouble is not.
template <class Step> void withoutHarm(Step&& step)
{
    try {
        step();
    } catch (const std::exception& e) {
        log::error("run.unreported", {{"why", e.what()}});
    }
}

Words commandIn(const Words& words)
{
    const bool hasDashes = !words.empty() && words.front() == "--";
    Words command(words.begin() + (hasDashes ? 1 : 0), words.end());
    if (command.empty())
        throw UsageError("run takes a command: readystage-agent run -- puppet agent --test");
    if (!hasDashes && command.front().starts_with('-'))
        throw UsageError("run has no option '" + command.front() + "'");
    return command;
}

} // namespace

ExitCode run(Agent& agent, const Words& words)
{
    const Words command = commandIn(words);
    const bool isSilent = agent.isDisabled() || isNoop(command);
    if (isSilent)
        log::info("run.not-reported", {{"why", agent.isDisabled() ? "disabled" : "noop"}});
    else
        withoutHarm([&] { agent.writer().report({ReportStatus::progress, "configuring"}); });
    const auto began = std::chrono::floor<std::chrono::seconds>(agent.clock.now());
    const WrappedEnd end = runThrough(command);
    if (!isSilent)
        withoutHarm([&] {
            const auto report = isPuppet(command) ? puppetReportSince(agent.root, began) : std::nullopt;
            agent.writer().report(verdictOf(command, end, report));
            agent.tryDelivery();
        });
    return static_cast<ExitCode>(end.code);
}

} // namespace readystage::agent
