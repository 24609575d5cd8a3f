#include "agent/commands/Arguments.h"
#include "agent/edge/MachineFacts.h"
#include "agent/edge/SpoolLayout.h"
#include "common/runtime/AtomicFile.h"
#include "common/runtime/Log.h"

#include <algorithm>
#include <system_error>

namespace readystage::agent {
namespace {

namespace po = boost::program_options;

constexpr std::size_t kNoteBytes = 4096;

ExitCode codeOf(Drained drained)
{
    switch (drained) {
    case Drained::all:
        return ExitCode::ok;
    case Drained::rejected:
        return ExitCode::rejected;
    case Drained::left:
        return ExitCode::temporary;
    case Drained::busy:
        log::info("delivery.busy", {{"why", "another readystage-agent delivers already and will see what is there"}});
        return ExitCode::ok;
    }
    return ExitCode::failure;
}

/// What is written while the agent is silenced belongs to a template in the making: no clone may ever send it. It is
/// moved away, too, because systemd would start us again and again for what lies in incoming/.
void setIncomingAside(Agent& agent)
{
    for (const auto& report : agent.spool.incoming()) {
        log::info("report.while-disabled", {{"file", report.name}});
        agent.spool.setAside(report, Aside::stale);
    }
}

/// A sign of life, once in a boot, unless something was reported in it already.
void reportBoot(Agent& agent)
{
    const auto note = agent.settings.stateDir / layout::kBooted;
    const std::string boot = machineFacts(agent.root).boot.str();
    try {
        if (readFile(note, kNoteBytes) == boot)
            return;
    } catch (const std::system_error&) {
        // The first time on this disk.
    }
    const auto incoming = agent.spool.incoming();
    if (std::none_of(incoming.begin(), incoming.end(),
                     [&](const Incoming& report) { return report.says && report.says->boot.str() == boot; }))
        agent.writer().report({ReportStatus::progress, "booted"});
    makeDirectory(note.parent_path());
    writeAtomically(note, boot);
}

/// On a full disk there is no room for it; what waits there must be delivered all the same.
void tryToReportBoot(Agent& agent)
{
    try {
        reportBoot(agent);
    } catch (const std::system_error& e) {
        log::warning("boot.unreported", {{"why", e.what()}});
    }
}

} // namespace

ExitCode deliver(Agent& agent, const Words& words)
{
    po::options_description options;
    options.add_options()("once", po::bool_switch())("drain", po::bool_switch())("booted", po::bool_switch());
    const auto given = parseWords(words, options);
    const bool once = given["once"].as<bool>();
    if (once && given["drain"].as<bool>())
        throw UsageError("--once and --drain exclude each other");
    if (agent.isDisabled()) {
        setIncomingAside(agent);
        return ExitCode::ok;
    }
    if (given["booted"].as<bool>())
        tryToReportBoot(agent);

    Courier courier = agent.courier();
    if (once)
        return codeOf(deliverOnce(courier, agent.locks()));
    EventWaiter waiter = agent.waiter();
    return codeOf(drain(courier, agent.locks(), waiter, agent.clock, agent.settings.retry.maxAge));
}

} // namespace readystage::agent
