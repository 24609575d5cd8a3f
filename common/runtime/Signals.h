#pragma once

#include <csignal>
#include <initializer_list>

namespace readystage {

/// Blocks the given signals in the calling thread and all threads started later, and delivers them by wait(). Make it
/// the first thing in main. SIGPIPE is ignored process-wide.
class Signals {
public:
    Signals(std::initializer_list<int> signals);
    ~Signals() = default;
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

    /// The next of the signals; waits for it.
    int wait() const;

    /// For children: the mask as it was before.
    const sigset_t& before() const noexcept { return before_; }

private:
    sigset_t set_{};
    sigset_t before_{};
};

} // namespace readystage
