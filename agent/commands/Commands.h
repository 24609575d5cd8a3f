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

/// Runs a command and reports how it ended. Returns the command's exit code.
ExitCode run(Agent& agent, const Words& words);

/// Reports what the Puppet module cannot see of a run.
ExitCode puppetRun(Agent& agent, const Words& words);

/// Forgets what a template must not give to its clones.
ExitCode seal(Agent& agent, const Words& words);

/// Finds what keeps reports from being delivered.
ExitCode doctor(Agent& agent, const Words& words);

} // namespace readystage::agent
