#include "agent/commands/Help.h"
#include "agent/edge/ConfigFile.h"
#include "agent/edge/DataServer.h"
#include "agent/edge/Libraries.h"
#include "common/runtime/Log.h"
#include "common/runtime/Signals.h"
#include "common/runtime/Version.h"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <system_error>

namespace readystage::agent {
namespace {

ExitCode printVersion()
{
    std::cout << "readystage-agent " << kVersion << " (" << librariesInUse() << ")\n";
    return ExitCode::ok;
}

const Command& commandNamed(const std::string& name)
{
    for (const auto& command : allCommands()) {
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
    const Signals ofChildren{SIGCHLD}; // and broken pipes are ignored
    limitLookUps();
    const auto config = takeConfig(words);
    const std::string name = words.empty() ? "--help" : words.front();
    if (name == "--version")
        return printVersion();
    if (name == "--help") {
        std::cout << overview();
        return words.empty() ? ExitCode::usage : ExitCode::ok;
    }
    const Command& command = commandNamed(name);
    if (words.size() > 1 && words[1] == "--help") {
        std::cout << command.help;
        return ExitCode::ok;
    }
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
