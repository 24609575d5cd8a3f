#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

#include "common/domain/Ids.h"
#include "common/domain/IpAddress.h"
#include "common/runtime/Clock.h"

namespace readystage {

/// So much at once, and as much again in every `per`.
struct Quota {
    int most;
    std::chrono::milliseconds per;
    friend bool operator==(const Quota&, const Quota&) = default;
};

/// How much one sender may have stored, so that nobody can fill the store or keep others waiting. A report counts once
/// for every 8 KiB begun. Addresses share generously, because all VMs behind one source NAT have the same; of an IPv6
/// address its /64 counts. Not thread-safe.
class Quotas {
public:
    static constexpr std::size_t kUnitBytes = 8192;
    static constexpr int kLeast = 16; ///< no quota may be smaller: the longest report has to fit

    Quotas(Quota perVm, Quota perAddress) : vms_(perVm), addresses_(perAddress) {}

    using Wait = std::optional<std::chrono::seconds>;

    /// Empty when the sender is within its quota, which then has become smaller; else how long it has to wait.
    Wait exceededBy(const IpAddress& sender, std::size_t bytes, Clock::Steady now);
    Wait exceededBy(const InstanceId& claimed, std::size_t bytes, Clock::Steady now);

private:
    /// One level for each key, which rises with time.
    class Buckets {
    public:
        explicit Buckets(Quota quota) : quota_(quota) {}

        Wait take(const std::string& key, std::size_t bytes, Clock::Steady now);

    private:
        struct Bucket {
            double level;
            Clock::Steady at;
        };

        double perSecond() const;
        double levelOf(const Bucket& bucket, Clock::Steady now) const;
        void forgetFull(Clock::Steady now);

        Quota quota_;
        std::unordered_map<std::string, Bucket> buckets_;
    };

    Buckets vms_;
    Buckets addresses_;
};

} // namespace readystage
