#include "agent/commands/Arguments.h"
#include "agent/core/Diagnosis.h"
#include "agent/edge/SpoolLayout.h"
#include "common/net/HttpDate.h"
#include "common/runtime/Log.h"

#include <cerrno>
#include <filesystem>
#include <iostream>
#include <system_error>

#include <unistd.h>

namespace readystage::agent {
namespace {

namespace fs = std::filesystem;

void print(const Finding& finding)
{
    const char* const grade = finding.grade == Grade::good ? "ok   " : finding.grade == Grade::bad ? "BAD  " : "doubt";
    std::cout << grade << "  " << finding.what << ": " << log::shown(finding.seen) << '\n';
    if (!finding.cure.empty())
        std::cout << "       cure: " << finding.cure << '\n';
}

Finding silence(const Agent& agent)
{
    if (agent.isDisabled())
        return {Grade::bad, "silence", "/etc/readystage/disabled is there: nothing is reported or sent",
                "remove it, unless this machine is to become a template"};
    return {Grade::good, "silence", "nobody has disabled the agent"};
}

Finding rights(const Agent& agent)
{
    const fs::path folder = agent.settings.stateDir;
    std::error_code ignored;
    const auto permissions = fs::status(folder, ignored).permissions();
    const bool isThere = fs::exists(folder, ignored);
    if (::access((isThere ? folder : folder.parent_path()).c_str(), W_OK | X_OK) != 0)
        return {Grade::bad, "rights", folder.string() + ": " + std::generic_category().message(errno),
                "run as root; state_dir must be a folder root can write"};
    if (isThere && (permissions & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none)
        return {Grade::bad, "rights", folder.string() + " is open to others, who could report in this machine's name",
                "chmod 0700 " + folder.string()};
    return {Grade::good, "rights", folder.string() + " can be written, by us alone"};
}

Finding room(const Agent& agent)
{
    constexpr std::uintmax_t kEnough = std::uintmax_t{1024} * 1024;
    const fs::path folder = agent.settings.stateDir;
    std::error_code error;
    const auto space = fs::space(fs::exists(folder, error) ? folder : folder.parent_path(), error);
    if (!error && space.available < kEnough)
        return {Grade::bad, "room", "only " + std::to_string(space.available) + " bytes left for " + folder.string(),
                "make room: reports that cannot be written are not accepted"};
    return {Grade::good, "room", "there is room for reports"};
}

Finding spool(Agent& agent)
{
    const fs::path& folder = agent.settings.stateDir;
    const auto count = [](const fs::path& path) { return std::to_string(layout::namesIn(path).size()); };
    const std::size_t bad = layout::namesIn(folder / layout::kBad).size();
    const std::string seen = count(folder / layout::kIncoming) + " not bound, " +
                             std::to_string(agent.spool.queuedOfAll()) + " waiting, " + std::to_string(bad) +
                             " unreadable, " + count(folder / layout::kStale) + " of another machine";
    if (bad > 0)
        return {Grade::doubtful, "spool", seen,
                "readystage-agent status names them; remove them when they are understood"};
    return {Grade::good, "spool", seen};
}

Finding authorities(const Agent& agent)
{
    const auto& file = agent.settings.caFile;
    if (!file)
        return {Grade::good, "authorities", "the system's"};
    if (::access(file->c_str(), R_OK) != 0)
        return {Grade::bad, "authorities", *file + ": " + std::generic_category().message(errno),
                "put the PEM file of the authority there, or mend ca_file in agent.conf"};
    return {Grade::good, "authorities", *file};
}

Finding router(const Round& round)
{
    if (round.choice.winner)
        return {Grade::good, "router",
                round.candidates[*round.choice.winner].router.str() + " says we are " +
                    round.answers[*round.choice.winner].instanceId};
    if (round.choice.claim)
        return {Grade::good, "router", "none knows us; " + round.choice.why + ": " + round.choice.instanceId};
    return {
        Grade::bad, "router", round.choice.why + " (" + std::to_string(round.candidates.size()) + " asked)",
        "readystage-agent identify shows what each answered; a router just made takes a minute to know its VMs; set "
        "router in agent.conf if it is not among them"};
}

std::optional<Finding> clockBy(const std::string& whose, const Result<HttpAnswer, HttpFailure>& answer, Clock::Wall now)
{
    const auto date = answer ? parseHttpDate(answer->header("Date")) : std::nullopt;
    if (!date)
        return std::nullopt;
    return clockFinding(whose, std::chrono::duration_cast<std::chrono::seconds>(*date - now));
}

class Findings {
public:
    void add(const Finding& finding)
    {
        print(finding);
        isWell_ = isWell_ && finding.grade == Grade::good;
    }

    void add(const std::optional<Finding>& finding)
    {
        if (finding)
            add(*finding);
    }

    bool isWell() const { return isWell_; }

private:
    bool isWell_ = true;
};

void lookAtRouter(Agent& agent, Findings& findings)
{
    const Round round = agent.identifier.round(RouterProbe::Until::all);
    findings.add(router(round));
    if (!round.choice.winner)
        return;
    const Candidate& winner = round.candidates[*round.choice.winner];
    findings.add(
        clockBy("the router", agent.routerFiles.read(winner, "/latest/meta-data/instance-id"), agent.clock.now()));
}

void lookAtManagers(Agent& agent, Findings& findings)
{
    for (std::size_t i = 0; i < agent.settings.managers.size(); ++i) {
        const std::string url = agent.settings.managers[i].str();
        const auto answer = agent.links()[i]->probe();
        findings.add(answer ? managerAnswered(url, answer->status) : managerSilent(answer.error().message));
        findings.add(clockBy("the manager", answer, agent.clock.now()));
    }
}

} // namespace

ExitCode doctor(Agent& agent, const Words& words)
{
    (void)parseWords(words, boost::program_options::options_description());
    Findings findings;
    findings.add(silence(agent));
    findings.add(rights(agent));
    findings.add(room(agent));
    findings.add(spool(agent));
    findings.add(authorities(agent));
    lookAtRouter(agent, findings);
    lookAtManagers(agent, findings);
    return findings.isWell() ? ExitCode::ok : ExitCode::temporary;
}

} // namespace readystage::agent
