#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace readystage::agent {

/// How a command ended.
struct CommandEnd {
    int code = 0;             ///< as a shell counts: 127 not found, 126 not to be run, 128 + signal
    int signal = 0;           ///< that ended it; 0: it ended by itself
    bool isTimedOut = false;  ///< it was killed because its time was over
    std::string notStarted{}; ///< why it could not be started; empty: it ran
};

/// Takes what the command prints, as it comes.
using Output = std::function<void(int descriptor, std::string_view bytes)>;

struct CommandSettings {
    std::optional<std::chrono::milliseconds> timeout{}; ///< then it is killed, and what it has started in its group
    bool isInBackground = false;                        ///< no standard input, a process group of its own
};

/// Runs a program, found by PATH, with our environment and signals as they were before we changed any. Its standard
/// output (1) and standard error (2) come through `output`. SIGTERM and SIGHUP to us are passed on to it. Ends when the
/// program ends, even if something it has started still holds its output. One thread; SIGCHLD must be blocked in all
/// threads (main does it).
CommandEnd runCommand(const std::vector<std::string>& words, const Output& output,
                      const CommandSettings& settings = {});

} // namespace readystage::agent
