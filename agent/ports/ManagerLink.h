#pragma once

#include "common/domain/Ids.h"
#include "common/protocol/Report.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace readystage::agent {

/// What came of one try to hand a report over.
struct Outcome {
    enum class Kind {
        answered,   ///< an HTTP answer came
        unreachable ///< none came, or it is not known whether one would have: refused, TLS, time-out, cut off
    };
    Kind kind = Kind::unreachable;
    int status = 0;                                 ///< only of `answered`
    std::optional<std::chrono::seconds> retryAfter; ///< only of `answered`
    std::optional<protocol::Receipt> receipt;       ///< only of `answered` with a readable body
    std::optional<std::chrono::seconds> skew;       ///< how far the manager's clock is ahead of ours, where it said so
    std::string message;                            ///< for people: what was asked, what came back
};

/// The way to a manager.
class ManagerLink {
public:
    virtual ~ManagerLink() = default;

    /// Sends one report and waits for the answer, 30 seconds at most. Never throws.
    virtual Outcome send(const ReportId& id, std::string_view bytes) = 0;
};

} // namespace readystage::agent
