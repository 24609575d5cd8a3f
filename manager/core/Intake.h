#pragma once

#include <string>
#include <vector>

#include "manager/ports/Journal.h"

namespace readystage {

/// What became of a report before its answer.
struct Taken {
    enum class Kind {
        stored,      ///< new, and durable now
        repeated,    ///< known, same content: `receipt` is the answer of the first time
        differs,     ///< the id is known with another content
        contradicts, ///< what it says cannot be true of this VM
    };
    Kind kind;
    std::string receipt;
    std::string why; ///< for differs and contradicts
};

/// Everything that is judged before the 202: our own store and nothing else. CloudStack is asked later, by each
/// report's verify step. What is new is stored in one transaction; the answers are in the order of the reports. Throws
/// JournalError; then nothing was stored. Reports may be taken by one thread at a time only.
std::vector<Taken> take(Journal& journal, const std::vector<StoredReport>& reports);

} // namespace readystage
