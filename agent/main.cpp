#include "agent/commands/Commands.h"
#include "agent/edge/ConfigFile.h"
#include "agent/edge/DataServer.h"
#include "agent/edge/Libraries.h"
#include "common/runtime/Log.h"
#include "common/runtime/Signals.h"
#include "common/runtime/Version.h"

#include <cstdlib>
#include <iostream>
#include <system_error>

namespace readystage::agent {
namespace {

struct Command {
    const char* name;
    ExitCode (*run)(Agent& agent, const Words& words);
    const char* help;
};

constexpr Command kCommands[] = {
    {"report", report,
     "  report [--status ready|failed|progress] [--phase NAME] [--reason TEXT|--reason-file FILE]\n"
     "         [--failed-resource NAME]... [--wait SECONDS]\n"
     "      Put a report into the spool and try once to deliver it; with --wait, until it is delivered.\n"},
    {"deliver", deliver,
     "  deliver [--drain|--once]\n"
     "      Deliver what lies in the spool: keep trying (--drain, the default), or try once.\n"},
    {"identify", identify,
     "  identify [--json] [--wait SECONDS]\n"
     "      Show who this machine is, and what every router that was asked answered.\n"},
    {"status", status,
     "  status\n"
     "      Show what lies in the spool, and the manager's last receipt.\n"},
};

constexpr const char* kOptions =
    "  --config FILE   read FILE instead of /etc/readystage/agent.conf and agent.d/*.conf\n"
    "  --version, --help\n"
    "Exit: 0 delivered or safe in the spool, 2 usage, 65 bad data, 69 not delivered within --wait,\n"
    "      73 cannot write the spool, 75 something waits, 77 rejected by the manager, 78 bad configuration.\n"
    "Manual: readystage-agent(8), agent.conf(5)\n";

void printHelp()
{
    std::cout << "readystage-agent tells the manager that this VM is ready.\n\n";
    for (const auto& command : kCommands)
        std::cout << command.help;
    std::cout << '\n' << kOptions;
}

ExitCode printVersion()
{
    std::cout << "readystage-agent " << kVersion << " (" << librariesInUse() << ")\n";
    return ExitCode::ok;
}

const Command& commandNamed(const std::string& name)
{
    for (const auto& command : kCommands) {
        if (name == command.name)
            return command;
    }
    throw UsageError("there is no command '" + name + "'; see readystage-agent --help");
}

/// Takes `--config FILE` or `--config=FILE` out of the words before the command.
std::optional<std::filesystem::path> takeConfig(Words& words)
{
    if (!words.empty() && words.front().starts_with("--config=")) {
        const auto file = words.front().substr(std::string_view("--config=").size());
        words.erase(words.begin());
        return file;
    }
    if (words.size() >= 2 && words.front() == "--config") {
        const auto file = words[1];
        words.erase(words.begin(), words.begin() + 2);
        return file;
    }
    return std::nullopt;
}

std::optional<std::string> variable(const char* name)
{
    const char* const value = std::getenv(name);
    return value ? std::optional<std::string>(value) : std::nullopt;
}

Settings settingsFrom(const SystemRoot& root, const std::optional<std::filesystem::path>& named)
{
    auto [settings, warnings] = readSettings(root, named, variable);
    log::configure(settings.logLevel, settings.logFormat);
    for (const auto& warning : warnings)
        log::warning("config.ignored", {{"where", warning.where}, {"key", warning.key}, {"why", warning.why}});
    return settings;
}

ExitCode run(Words words)
{
    const Signals ignoreBrokenPipes{};
    limitLookUps();
    const auto config = takeConfig(words);
    const std::string name = words.empty() ? "--help" : words.front();
    if (name == "--version")
        return printVersion();
    if (name == "--help" || (words.size() > 1 && words[1] == "--help")) {
        printHelp();
        return words.empty() ? ExitCode::usage : ExitCode::ok;
    }
    const Command& command = commandNamed(name);
    const SystemRoot root(variable("READYSTAGE_ROOT").value_or("/"));
    Agent agent(root, settingsFrom(root, config));
    return command.run(agent, {words.begin() + 1, words.end()});
}

int complain(ExitCode code, const std::exception& e)
{
    std::cerr << "readystage-agent: " << e.what() << '\n';
    return static_cast<int>(code);
}

} // namespace
} // namespace readystage::agent

int main(int argc, char** argv)
{
    using namespace readystage::agent;
    keepToLinkedLibraries();
    try {
        return static_cast<int>(run({argv + 1, argv + argc}));
    } catch (const UsageError& e) {
        return complain(ExitCode::usage, e);
    } catch (const BadData& e) {
        return complain(ExitCode::badData, e);
    } catch (const ConfigError& e) {
        return complain(ExitCode::badConfiguration, e);
    } catch (const std::system_error& e) {
        return complain(ExitCode::cannotSpool, e); // files are all that is written, and they are all in the spool
    } catch (const std::exception& e) {
        return complain(ExitCode::failure, e);
    }
}
