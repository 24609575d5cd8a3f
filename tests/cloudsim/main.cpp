#include "common/runtime/AtomicFile.h"
#include "common/runtime/Signals.h"
#include "common/runtime/Version.h"
#include "tests/cloudsim/Options.h"
#include "tests/cloudsim/edge/GuestHook.h"
#include "tests/cloudsim/edge/Simulator.h"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <system_error>

namespace readystage::cloudsim {

namespace {

constexpr std::size_t kMaxScenarioBytes = std::size_t{64} * 1024 * 1024;

std::string textOf(const std::string& file)
{
    try {
        return readFile(file, kMaxScenarioBytes);
    } catch (const std::system_error& error) {
        throw ScenarioError(error.what());
    }
}

Scenario scenarioOf(const Options& options)
{
    const std::string text = textOf(options.scenario);
    try {
        Scenario scenario = readScenario(text, std::chrono::system_clock::now(), options.cloudstack.value_or(""));
        if (const std::string why = whyNotRun(scenario.guestHook); !why.empty())
            throw ScenarioError(scenario.guestHookLine, "guest_hook: " + why);
        scenario.listen = options.listen.value_or(scenario.listen);
        return scenario;
    } catch (const ScenarioError& error) {
        throw ScenarioError(options.scenario, error);
    }
}

void serve(const Options& options, const Signals& signals)
{
    Simulator simulator(scenarioOf(options), options.readyFile ? *options.readyFile + ".guests.log" : "",
                        signals.before());
    simulator.start();
    const std::string line = simulator.addresses() + "\n";
    if (options.readyFile)
        writeAtomically(*options.readyFile, line, 0644);
    std::cout << line << simulator.welcome() << std::flush;
    signals.wait();
    simulator.stop();
}

int run(int argc, char** argv)
{
    const Signals signals{SIGTERM, SIGINT};
    const Options options = parseOptions(argc, argv);
    switch (options.action) {
    case Options::Action::help:
        std::cout << helpText();
        break;
    case Options::Action::version:
        std::cout << "cloudsim " << kVersion << '\n';
        break;
    case Options::Action::run:
        serve(options, signals);
        break;
    }
    return EXIT_SUCCESS;
}

} // namespace

} // namespace readystage::cloudsim

int main(int argc, char** argv)
{
    using namespace readystage::cloudsim;
    constexpr int kUsage = 64;  // EX_USAGE
    constexpr int kConfig = 78; // EX_CONFIG
    try {
        return run(argc, argv);
    } catch (const UsageError& error) {
        std::cerr << "cloudsim: " << error.what() << "\n" << helpText();
        return kUsage;
    } catch (const ScenarioError& error) {
        std::cerr << "cloudsim: " << error.what() << '\n';
        return kConfig;
    } catch (const std::exception& error) {
        std::cerr << "cloudsim: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
