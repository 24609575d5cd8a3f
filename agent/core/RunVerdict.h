#pragma once

#include "agent/core/puppet/PuppetFiles.h"
#include "agent/ports/Reporter.h"

#include <optional>
#include <string>
#include <vector>

namespace readystage::agent {

/// How a wrapped command ended.
struct WrappedEnd {
    int code = 0;             ///< as a shell counts
    int signal = 0;           ///< that ended it; 0: none
    std::string notStarted{}; ///< why it could not be started; empty: it ran
    std::string said{};       ///< the end of its output
};

/// Whether the words name Puppet, whose exit codes need knowing.
bool isPuppet(const std::vector<std::string>& words);

/// Whether the command was told to change nothing: then there is nothing to be reported of it.
bool isNoop(const std::vector<std::string>& words);

/// What the command's end says of this machine. Of Puppet: 0 and 2 are good with --detailed-exitcodes (which --test
/// implies); without it 0 says nothing, so the report of the run decides. A cached catalog, a noop run and a part of a
/// catalog are never `ready`.
/// @param run Puppet's report of this very run; nullopt when it left none
News verdictOf(const std::vector<std::string>& words, const WrappedEnd& end, const std::optional<RunReport>& run);

} // namespace readystage::agent
