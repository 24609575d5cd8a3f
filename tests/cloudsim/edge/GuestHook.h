#pragma once

#include <csignal>
#include <filesystem>
#include <string>

#include "tests/cloudsim/core/Guest.h"

namespace readystage::cloudsim {

/// Why the program cannot be run; empty: it can, or there is none.
std::string whyNotRun(const std::string& program);

/// The program a scenario names to start and stop guests. Its output is appended to a file; exit status 0 is success.
class GuestHook {
public:
    /// `mask`: the signals blocked in the program. With an empty `log` the program writes where cloudsim does.
    GuestHook(std::string program, std::filesystem::path log, const sigset_t& mask);

    /// Runs the program and waits for its end. Any thread.
    GuestOutcome run(const GuestOrder& order) const;

private:
    std::string program_;
    std::filesystem::path log_;
    sigset_t mask_;
};

} // namespace readystage::cloudsim
