#include "agent/commands/Arguments.h"
#include "agent/core/puppet/PuppetWatch.h"
#include "agent/edge/FileOutbox.h"
#include "agent/edge/MachineFacts.h"
#include "agent/edge/PuppetFolders.h"
#include "agent/edge/SpoolLayout.h"
#include "common/codec/Json.h"
#include "common/protocol/Report.h"
#include "common/runtime/AtomicFile.h"
#include "common/runtime/Log.h"

#include <algorithm>
#include <system_error>

namespace readystage::agent {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMemoryBytes = std::size_t{256} * 1024;
constexpr std::chrono::seconds kBetweenLooks{1};
constexpr std::chrono::seconds kPatienceWithReport{15};

/// What was told last, so that a run is told once and a converged machine's endless failure once, too.
struct Memory {
    std::string boot;
    std::string run;
    std::string reason;
};

fs::path memoryFile(const Agent& agent)
{
    return agent.settings.stateDir / "puppet" / "watched.json";
}

Memory readMemory(const fs::path& file)
{
    try {
        const Json memory = Json::parse(readFile(file, kMemoryBytes));
        return {memory.at("boot_id").asString(), memory.at("run").asString(), memory.at("reason").asString()};
    } catch (const std::system_error&) {
        return {};
    } catch (const JsonError& e) {
        log::warning("state.unreadable", {{"file", file.string()}, {"why", e.what()}});
        return {}; // as good as none, and about to be written anew
    }
}

void remember(const fs::path& file, const Memory& memory)
{
    JsonText text;
    text.add("boot_id", memory.boot).add("run", memory.run).add("reason", memory.reason);
    makeDirectory(file.parent_path());
    writeAtomically(file, text.str() + "\n");
}

/// Until the run is over, or the report it should have left is not to be expected any more.
PuppetTraces tracesAfterRun(Agent& agent, std::chrono::sys_seconds booted)
{
    auto patience = agent.clock.steady() + kPatienceWithReport;
    for (;;) {
        PuppetTraces traces = puppetTraces(agent.root);
        const RunPhase phase = phaseOf(traces, booted);
        if (phase == RunPhase::running)
            patience = agent.clock.steady() + kPatienceWithReport;
        if (phase == RunPhase::over || agent.clock.steady() >= patience)
            return traces;
        agent.clock.sleepUntil(agent.clock.steady() + kBetweenLooks, {});
    }
}

std::vector<Acknowledged> receiptsOf(const Agent& agent)
{
    std::vector<Acknowledged> all;
    const fs::path instances = agent.settings.stateDir / layout::kInstances;
    for (const auto& name : layout::namesIn(instances)) {
        for (auto& receipt : readAcknowledged(instances / name))
            all.push_back(std::move(receipt));
    }
    return all;
}

bool isWaiting(const Agent& agent, const std::string& transaction)
{
    const fs::path instances = agent.settings.stateDir / layout::kInstances;
    for (const auto& instance : layout::namesIn(instances)) {
        for (const auto& name : layout::namesIn(instances / instance / layout::kOutbox)) {
            try {
                const auto says =
                    protocol::parseSpoolFile(readFile(instances / instance / layout::kOutbox / name, kMemoryBytes));
                if (says && says->transaction == transaction)
                    return true;
            } catch (const std::system_error&) {
                continue; // delivered meanwhile: then it has a receipt
            }
        }
    }
    return false;
}

/// Whether the module has reported this transaction, from inside it. Looked for where reports come from before where
/// they go, so that none slips through on its way.
bool isKnown(Agent& agent, const std::string& transaction)
{
    if (transaction.empty())
        return false;
    const auto tells = [&](const auto& report) { return report.transaction == transaction; };
    const auto incoming = agent.spool.incoming();
    if (std::any_of(incoming.begin(), incoming.end(),
                    [&](const Incoming& report) { return report.says && tells(*report.says); }))
        return true;
    if (isWaiting(agent, transaction))
        return true;
    const auto receipts = receiptsOf(agent);
    return std::any_of(receipts.begin(), receipts.end(), tells);
}

bool isNews(Agent& agent, const FailedRun& failed, const Memory& told, const std::string& boot)
{
    if (told.run == failed.key || isKnown(agent, failed.news.run.transaction))
        return false;
    const auto receipts = receiptsOf(agent);
    const bool wasReady =
        std::any_of(receipts.begin(), receipts.end(), [](const Acknowledged& one) { return one.status == "ready"; });
    return !wasReady || told.boot != boot || told.reason != failed.news.reason;
}

} // namespace

ExitCode puppetRun(Agent& agent, const Words& words)
{
    (void)parseWords(words, boost::program_options::options_description());
    if (agent.isDisabled())
        return ExitCode::ok;
    const auto booted = bootTime(agent.root);
    const auto failed = failureIn(tracesAfterRun(agent, booted), booted);
    const std::string boot = machineFacts(agent.root).boot.str();
    if (!failed || !isNews(agent, *failed, readMemory(memoryFile(agent)), boot))
        return ExitCode::ok;
    const ReportId id = agent.writer().report(failed->news);
    remember(memoryFile(agent), {boot, failed->key, failed->news.reason});
    log::info("puppet.failed-run", {{"report", id.str()}, {"why", failed->news.reason}});
    agent.tryDelivery();
    return ExitCode::ok;
}

} // namespace readystage::agent
