#pragma once

#include <chrono>
#include <cstddef>

#include "common/runtime/Clock.h"

namespace readystage {

/// How long is kept what has come to its end. What is outstanding stays, however old.
struct Retention {
    std::chrono::hours reports{14 * 24}; ///< twice as long as agents try: a late repetition gets its answer
    std::chrono::hours unknownVms{1};    ///< reports refused because CloudStack has no such VM
    std::chrono::hours events{30 * 24};  ///< also the records of VMs that went so long ago
    std::chrono::hours audit{365 * 24};  ///< at least a year: the store itself refuses less
};

/// Keeps the store from growing without end. Throws JournalError. Safe from several threads.
class Housekeeping {
public:
    virtual ~Housekeeping() = default;

    /// Forgets at most `limit` of the rows that are too old, in one transaction; returns how many there were.
    virtual std::size_t forget(const Retention& retention, Clock::Wall now, std::size_t limit) = 0;

    /// Gives back to the disk what is not used any more. For quiet hours: writers wait meanwhile.
    virtual void tidy() = 0;

    /// Writes as little as can be written, durably: does the store take anything? An error of kind `full` says no.
    virtual void probe() = 0;

    /// Bytes on disk.
    virtual std::size_t size() = 0;
};

} // namespace readystage
