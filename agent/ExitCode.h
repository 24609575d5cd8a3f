#pragma once

namespace readystage::agent {

/// Exit codes, as readystage-agent(8) lists them; the upper ones are those of sysexits.h.
enum class ExitCode {
    ok = 0,               ///< delivered, or safe in the spool
    usage = 2,            ///< the command line is wrong
    badData = 65,         ///< what we were given to report cannot be used
    unavailable = 69,     ///< not delivered in the time of --wait
    failure = 70,         ///< something we did not foresee
    cannotSpool = 73,     ///< the spool cannot be written
    temporary = 75,       ///< something waits; a later try may do better
    rejected = 77,        ///< the manager will never take it
    badConfiguration = 78 ///< and no default can replace it
};

} // namespace readystage::agent
