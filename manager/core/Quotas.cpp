#include "manager/core/Quotas.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <arpa/inet.h>

namespace readystage {

namespace {

constexpr std::size_t kMostKeys = 100'000; // 15 MB

/// Who has one IPv6 address mostly has all of its /64.
std::string networkOf(const IpAddress& address)
{
    std::array<char, 16> bytes{};
    if (::inet_pton(AF_INET6, address.str().c_str(), bytes.data()) != 1)
        return address.str();
    return {bytes.begin(), bytes.begin() + 8};
}

} // namespace

Quotas::Wait Quotas::exceededBy(const IpAddress& sender, std::size_t bytes, Clock::Steady now)
{
    return addresses_.take(networkOf(sender), bytes, now);
}

Quotas::Wait Quotas::exceededBy(const InstanceId& claimed, std::size_t bytes, Clock::Steady now)
{
    return vms_.take(claimed.str(), bytes, now);
}

Quotas::Wait Quotas::Buckets::take(const std::string& key, std::size_t bytes, Clock::Steady now)
{
    if (buckets_.size() >= kMostKeys)
        forgetFull(now);
    const auto units = static_cast<double>(std::max<std::size_t>((bytes + kUnitBytes - 1) / kUnitBytes, 1));
    Bucket& bucket = buckets_.try_emplace(key, Bucket{static_cast<double>(quota_.most), now}).first->second;
    bucket = {levelOf(bucket, now), now};
    if (bucket.level < units)
        return std::chrono::seconds(static_cast<long>(std::ceil((units - bucket.level) / perSecond())));
    bucket.level -= units;
    return std::nullopt;
}

double Quotas::Buckets::perSecond() const
{
    return quota_.most / std::chrono::duration<double>(quota_.per).count();
}

double Quotas::Buckets::levelOf(const Bucket& bucket, Clock::Steady now) const
{
    const double risen = std::chrono::duration<double>(now - bucket.at).count() * perSecond();
    return std::min<double>(quota_.most, bucket.level + risen);
}

// A full bucket says the same as none. Where that does not help, memory goes before justice.
void Quotas::Buckets::forgetFull(Clock::Steady now)
{
    std::erase_if(buckets_, [&](const auto& entry) { return levelOf(entry.second, now) >= quota_.most; });
    if (buckets_.size() >= kMostKeys)
        buckets_.clear();
}

} // namespace readystage
