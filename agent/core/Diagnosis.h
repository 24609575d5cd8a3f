#pragma once

#include <chrono>
#include <string>
#include <string_view>

/// What to do about what was found wrong, for `doctor`.
namespace readystage::agent {

enum class Grade { good, doubtful, bad };

struct Finding {
    Grade grade = Grade::good;
    std::string what;   ///< one word: router, clock, manager …
    std::string seen;   ///< what was looked at, and what was seen
    std::string cure{}; ///< what to do; empty where nothing is wrong
};

/// Of a manager that gave no answer; `message` says what was tried and what came back.
Finding managerSilent(const std::string& message);

/// Of one that answered `status` to a GET of the reports' path, which a manager refuses with 405.
Finding managerAnswered(const std::string& url, int status);

/// Of a clock that is so far behind (or, negative, ahead of) `whose`.
Finding clockFinding(const std::string& whose, std::chrono::seconds behind);

} // namespace readystage::agent
