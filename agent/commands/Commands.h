#pragma once

#include "agent/Agent.h"
#include "agent/ExitCode.h"

#include <stdexcept>
#include <string>
#include <vector>

/// The subcommands. Each reads its own options, does its work with the agent's parts and says how it went.
namespace readystage::agent {

using Words = std::vector<std::string>;

/// The command line is wrong; what() says where.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What we were given to report cannot be used.
class BadData : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Puts a report into the spool, tries once to deliver it.
ExitCode report(Agent& agent, const Words& words);

/// Delivers what lies in the spool.
ExitCode deliver(Agent& agent, const Words& words);

/// Shows which routers were found, what they answered and who we are.
ExitCode identify(Agent& agent, const Words& words);

/// Shows what lies in the spool.
ExitCode status(Agent& agent, const Words& words);

} // namespace readystage::agent
