#pragma once

#include <chrono>
#include <random>

namespace readystage {

/// Exponential back-off with full jitter: before try n+1 wait a random time in [0, min(cap, base * 2^n)].
/// Not thread-safe; give each user its own. The seed makes tests repeatable.
class Backoff {
public:
    using Duration = std::chrono::milliseconds;

    Backoff(Duration base, Duration cap, std::uint64_t seed) : base_(base), cap_(cap), random_(seed) {}

    /// How long to wait after `failures` failures in a row (1 = the first).
    Duration after(unsigned failures);

    /// The largest value after() may give for this many failures.
    Duration ceiling(unsigned failures) const;

private:
    Duration base_;
    Duration cap_;
    std::mt19937_64 random_;
};

} // namespace readystage
