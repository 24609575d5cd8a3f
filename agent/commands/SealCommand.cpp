#include "agent/commands/Arguments.h"
#include "agent/edge/Seal.h"

#include <iostream>

namespace readystage::agent {
namespace {

namespace po = boost::program_options;

void print(const Sealable& found, bool isDryRun)
{
    for (const auto& path : found.paths)
        std::cout << (isDryRun ? "would remove " : "removed ") << path.string() << '\n';
    if (found.paths.empty())
        std::cout << "nothing to remove\n";
    for (const auto& shared : found.notOurs)
        std::cout << "clones would share " << shared << '\n';
}

} // namespace

ExitCode seal(Agent& agent, const Words& words)
{
    po::options_description options;
    options.add_options()("dry-run", po::bool_switch())("puppet", po::bool_switch());
    const auto given = parseWords(words, options);
    const bool isDryRun = given["dry-run"].as<bool>();
    if (!isDryRun && (!agent.drainer.tryTake() || !agent.turn.tryTake())) {
        std::cerr << "readystage-agent: a delivery is running; stop it first:\n"
                     "    systemctl stop readystage-agent.path readystage-agent.service\n";
        return ExitCode::temporary;
    }
    const Sealable found = findSealable(agent.root, agent.settings.stateDir, given["puppet"].as<bool>());
    if (!isDryRun)
        seal(found);
    print(found, isDryRun);
    return ExitCode::ok;
}

} // namespace readystage::agent
