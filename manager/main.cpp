#include "manager/Manager.h"
#include "manager/Operate.h"

#include "common/runtime/Log.h"
#include "common/runtime/Signals.h"
#include "common/runtime/Version.h"
#include "manager/edge/BundleFiles.h"
#include "manager/edge/Config.h"
#include "manager/edge/FileLimit.h"
#include "manager/edge/KeyFile.h"
#include "manager/edge/StrayExceptions.h"
#include "manager/edge/SystemdNotify.h"
#include "manager/edge/Versions.h"

#include <csignal>
#include <cstdlib>
#include <iostream>

namespace {

using namespace readystage;

constexpr std::size_t kOtherFiles = 1'000; // connections of dispatchers, calls to CloudStack, the store
constexpr int kExitUsage = 2;
constexpr int kExitConfig = 78; // EX_CONFIG: RestartPreventExitStatus=78, no restart loop

int serve(Config config)
{
    const Signals signals{SIGTERM, SIGINT, SIGHUP}; // blocked here, before any thread exists
    logStrayExceptions();
    log::configure(config.logLevel, config.logFormat);
    const std::size_t files = raiseFileLimit();
    if (files < config.reports.maxConnections + kOtherFiles) {
        config.reports.maxConnections = files > 2 * kOtherFiles ? files - kOtherFiles : files / 2;
        log::warning("few-open-files", {{"limit", files}, {"max_connections", config.reports.maxConnections}});
    }

    Manager manager(config);
    manager.start();
    notifyReady();
    while (signals.wait() == SIGHUP) {
        notifyReloading();
        manager.reload();
        notifyReady();
    }
    notifyStopping();
    manager.stop();
    return EXIT_SUCCESS;
}

/// What the start reads beside the configuration itself. Throws ConfigError.
void checkFiles(const Config& config)
{
    const KeyFile keys(config.gateway.keysFile);
    const BundleFiles bundles(config.gateway.bundlesDir);
}

int run(int argc, char** argv)
{
    const CommandLine commandLine = readCommandLine(argc, argv);
    switch (commandLine.action) {
    case CommandLine::Action::showHelp:
        std::cout << helpText();
        return EXIT_SUCCESS;
    case CommandLine::Action::showVersion:
        std::cout << "readystage-manager " << kVersion << " (" << libraryVersions() << ")\n";
        return EXIT_SUCCESS;
    case CommandLine::Action::checkConfig:
        checkFiles(readConfig(commandLine));
        std::cout << commandLine.configFile.string() << " is good\n";
        return EXIT_SUCCESS;
    case CommandLine::Action::backUp:
        SqliteJournal::backUp(Manager::journalFile(readConfig(commandLine)), commandLine.target);
        std::cout << "the journal is copied to " << commandLine.target.string() << '\n';
        return EXIT_SUCCESS;
    case CommandLine::Action::operate:
        std::cout << operate(readConfig(commandLine), commandLine.words);
        return EXIT_SUCCESS;
    case CommandLine::Action::run:
        break;
    }
    return serve(readConfig(commandLine));
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return run(argc, argv);
    } catch (const std::invalid_argument& e) {
        std::cerr << "readystage-manager: " << e.what() << "; see --help\n";
        return kExitUsage;
    } catch (const readystage::ConfigError& e) {
        std::cerr << "readystage-manager: " << e.what() << '\n';
        return kExitConfig;
    } catch (const std::exception& e) {
        std::cerr << "readystage-manager: " << e.what() << '\n';
        return EXIT_FAILURE;
    }
}
