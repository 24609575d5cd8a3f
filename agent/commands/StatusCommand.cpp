#include "agent/commands/Arguments.h"
#include "agent/edge/FileOutbox.h"
#include "agent/edge/SpoolLayout.h"
#include "common/runtime/AtomicFile.h"

#include <algorithm>
#include <iostream>

namespace readystage::agent {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr std::size_t kWhyBytes = std::size_t{64} * 1024;

void printNames(const char* title, const fs::path& folder)
{
    const auto names = layout::namesIn(folder);
    std::cout << title << ": " << names.size() << '\n';
    for (const auto& name : names)
        std::cout << "  " << (folder / name).string() << '\n';
}

void printRejected(const fs::path& folder)
{
    for (const auto& name : layout::namesIn(folder)) {
        if (name.ends_with(layout::kWhy))
            std::cout << "  rejected: " << name.substr(0, name.size() - std::string_view(layout::kWhy).size()) << ": "
                      << readFile(folder / name, kWhyBytes);
    }
}

void printInstance(const fs::path& folder)
{
    const auto identity = readIdentity(folder);
    std::cout << "instance: " << (identity ? identity->instanceId : "unreadable, " + folder.string()) << '\n';
    if (identity)
        std::cout << "  incarnation: " << identity->incarnation.str() << '\n';
    std::cout << "  waiting: " << layout::namesIn(folder / layout::kOutbox).size() << '\n';
    const auto acked = readAcknowledged(folder);
    if (!acked.empty())
        std::cout << "  last acknowledged: " << acked.back().status << " at " << acked.back().at << ", report "
                  << acked.back().report << ", receipt " << acked.back().receipt << '\n';
    printRejected(folder / layout::kRejected);
}

} // namespace

ExitCode status(Agent& agent, const Words& words)
{
    (void)parseWords(words, po::options_description());
    const fs::path& folder = agent.settings.stateDir;
    std::cout << "state: " << folder.string() << '\n';
    printNames("not bound yet", folder / layout::kIncoming);
    for (const auto& name : layout::namesIn(folder / layout::kInstances))
        printInstance(folder / layout::kInstances / name);
    printNames("unreadable", folder / layout::kBad);
    printNames("of another machine", folder / layout::kStale);
    return ExitCode::ok;
}

} // namespace readystage::agent
