#include "agent/commands/Arguments.h"
#include "agent/edge/FileOutbox.h"
#include "agent/edge/SpoolLayout.h"
#include "common/runtime/AtomicFile.h"
#include "common/runtime/Log.h"

#include <algorithm>
#include <iostream>
#include <sstream>
#include <system_error>

namespace readystage::agent {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

using log::shown; // what others wrote must not steer the reader's terminal

constexpr std::size_t kWhyBytes = std::size_t{64} * 1024;

/// The reason beside a rejected report; a broken one must not keep the rest from being shown.
std::string whyIn(const fs::path& file)
{
    try {
        std::string why = readFile(file, kWhyBytes);
        why.erase(why.find_last_not_of(" \t\r\n") + 1);
        return why;
    } catch (const std::system_error& e) {
        return e.what();
    }
}

void printNames(const char* title, const fs::path& folder)
{
    const auto names = layout::namesIn(folder);
    std::cout << title << ": " << names.size() << '\n';
    for (const auto& name : names)
        std::cout << "  " << shown((folder / name).string()) << '\n';
}

void printRejected(const fs::path& folder)
{
    for (const auto& name : layout::namesIn(folder)) {
        if (name.ends_with(layout::kWhy))
            std::cout << "  rejected: " << shown(name.substr(0, name.size() - std::string_view(layout::kWhy).size()))
                      << ": " << shown(whyIn(folder / name)) << '\n';
    }
}

void printInstance(const fs::path& folder)
{
    const auto identity = readIdentity(folder);
    std::cout << "instance: " << (identity ? shown(identity->instanceId) : "unreadable, " + folder.string()) << '\n';
    if (identity)
        std::cout << "  incarnation: " << identity->incarnation.str() << '\n';
    std::cout << "  waiting: " << layout::namesIn(folder / layout::kOutbox).size() << '\n';
    if (areReceiptsBroken(folder))
        std::cout << "  receipts: unreadable, " << (folder / layout::kAcked).string() << '\n';
    const auto acked = readAcknowledged(folder);
    if (!acked.empty())
        std::cout << "  last acknowledged: "
                  << shown(acked.back().status + " at " + acked.back().at + ", report " + acked.back().report +
                           ", receipt " + acked.back().receipt)
                  << '\n';
    printRejected(folder / layout::kRejected);
}

bool hasReadyLine(const std::string& userdata)
{
    std::istringstream lines(userdata);
    for (std::string line; std::getline(lines, line);) {
        if (line == "ready=1" || line == "ready=1\r")
            return true;
    }
    return false;
}

/// Reads back what the manager may have written.
ExitCode verify(Agent& agent)
{
    const Round round = agent.identifier.round(RouterProbe::Until::first);
    if (!round.choice.winner) {
        std::cout << "mark: unknown, " << round.choice.why << '\n';
        return ExitCode::temporary;
    }
    const auto userdata = agent.routerFiles.read(round.candidates[*round.choice.winner], "/latest/user-data");
    if (!userdata || (userdata->status != 200 && userdata->status != 404)) {
        std::cout << "mark: unknown, "
                  << (userdata ? "the router answered " + std::to_string(userdata->status) : userdata.error().message)
                  << '\n';
        return ExitCode::temporary;
    }
    const bool isMarked = userdata->status == 200 && hasReadyLine(userdata->body);
    std::cout << "mark: " << (isMarked ? "ready=1 stands" : "ready=1 does not stand") << " in the userdata of "
              << round.answers[*round.choice.winner].instanceId << '\n';
    return ExitCode::ok;
}

} // namespace

ExitCode status(Agent& agent, const Words& words)
{
    po::options_description options;
    options.add_options()("verify", po::bool_switch());
    const auto given = parseWords(words, options);
    if (agent.isDisabled())
        std::cout << "disabled: /etc/readystage/disabled is there, nothing is reported or sent\n";
    const fs::path& folder = agent.settings.stateDir;
    std::cout << "state: " << folder.string() << '\n';
    printNames("not bound yet", folder / layout::kIncoming);
    for (const auto& name : layout::namesIn(folder / layout::kInstances))
        printInstance(folder / layout::kInstances / name);
    printNames("unreadable", folder / layout::kBad);
    printNames("of another machine", folder / layout::kStale);
    return given["verify"].as<bool>() ? verify(agent) : ExitCode::ok;
}

} // namespace readystage::agent
