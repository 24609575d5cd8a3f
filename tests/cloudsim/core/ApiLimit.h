#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// CloudStack's API throttling (ApiRateLimitServiceImpl): so many checks of an account within an interval that begins
/// with the first of them. 4.23 checks a call with API keys twice, so half as many calls pass. Admins are not
/// limited.
class ApiLimit {
public:
    unsigned most = 0;                        ///< api.throttling.max; 0: throttling is off
    std::chrono::milliseconds interval{1000}; ///< api.throttling.interval

    /// Counts one check. How long to wait when it is one too many.
    std::optional<std::chrono::milliseconds> check(const Account& account, Instant now);

    /// Counts `checks` at once, which 4.23 does for each command that listApis shows to a key: of admins, too.
    std::optional<std::chrono::milliseconds> checkAll(const Account& account, std::size_t checks, Instant now);

    struct Usage {
        unsigned issued;
        std::chrono::milliseconds expiresAfter;
    };

    Usage usage(const Account& account, Instant now) const;

    void reset() { counters_.clear(); }

    void reset(const Account& account) { counters_.erase(account.number); }

private:
    struct Counter {
        Instant began{};
        unsigned issued = 0;
    };

    std::unordered_map<std::uint64_t, Counter> counters_; ///< by the account's database number
};

} // namespace readystage::cloudsim
