#include "agent/commands/Arguments.h"
#include "common/runtime/Log.h"

namespace readystage::agent {
namespace {

namespace po = boost::program_options;

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

} // namespace

ExitCode deliver(Agent& agent, const Words& words)
{
    po::options_description options;
    options.add_options()("once", po::bool_switch())("drain", po::bool_switch());
    const auto given = parseWords(words, options);
    const bool once = given["once"].as<bool>();
    if (once && given["drain"].as<bool>())
        throw UsageError("--once and --drain exclude each other");

    Courier courier = agent.courier();
    if (once)
        return codeOf(deliverOnce(courier, agent.locks()));
    EventWaiter waiter = agent.waiter();
    return codeOf(drain(courier, agent.locks(), waiter, agent.clock, agent.settings.retry.maxAge));
}

} // namespace readystage::agent
