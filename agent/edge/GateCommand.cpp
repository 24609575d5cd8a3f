#include "agent/edge/GateCommand.h"

#include "agent/core/Tail.h"
#include "agent/edge/ChildProcess.h"

#include <system_error>

namespace readystage::agent {
namespace {

constexpr std::chrono::minutes kGatePatience{1};
constexpr std::size_t kSaidBytes = 4096;

std::string howItEnded(const CommandEnd& end)
{
    if (!end.notStarted.empty())
        return end.notStarted;
    if (end.isTimedOut)
        return "it did not end within a minute";
    if (end.signal != 0)
        return "it was ended by signal " + std::to_string(end.signal);
    return "it ended with " + std::to_string(end.code);
}

} // namespace

GateAnswer GateCommand::ask()
{
    try {
        Tail said(kSaidBytes);
        const CommandEnd end =
            runCommand(words_, [&said](int, std::string_view bytes) { said.add(bytes); }, {kGatePatience, true});
        const std::string text = said.text();
        return {end.code == 0, text.empty() && end.code != 0 ? howItEnded(end) : text};
    } catch (const std::system_error& e) {
        return {false, e.what()};
    }
}

} // namespace readystage::agent
