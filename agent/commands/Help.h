#pragma once

#include "agent/commands/Commands.h"

#include <string>
#include <vector>

namespace readystage::agent {

struct Command {
    const char* name;
    ExitCode (*run)(Agent& agent, const Words& words);
    const char* line; ///< what it does, in a few words
    const char* help; ///< one screen: how it is called, and what is to be known
};

/// All subcommands, in the order in which people meet them.
const std::vector<Command>& allCommands();

/// One screen with all commands.
std::string overview();

} // namespace readystage::agent
