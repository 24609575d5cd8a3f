#include "tests/cloudsim/core/ApiLimit.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

std::chrono::milliseconds leftOf(std::chrono::milliseconds interval, Instant began, Instant now)
{
    return interval - std::chrono::duration_cast<std::chrono::milliseconds>(now - began);
}

} // namespace

std::optional<std::chrono::milliseconds> ApiLimit::check(const Account& account, Instant now)
{
    return account.role->type == RoleType::admin ? std::nullopt : checkAll(account, 1, now);
}

std::optional<std::chrono::milliseconds> ApiLimit::checkAll(const Account& account, std::size_t checks, Instant now)
{
    if (most == 0 || checks == 0)
        return std::nullopt;
    Counter& counter = counters_[account.number];
    if (counter.issued == 0 || now >= counter.began + interval)
        counter = {now, 0};
    const std::size_t left = most - std::min(most, counter.issued);
    counter.issued += static_cast<unsigned>(std::min(checks, left + 1)); // the first that is too many is the last
    if (checks <= left)
        return std::nullopt;
    return leftOf(interval, counter.began, now);
}

ApiLimit::Usage ApiLimit::usage(const Account& account, Instant now) const
{
    const auto found = counters_.find(account.number);
    if (found == counters_.end() || now >= found->second.began + interval)
        return {0, std::chrono::milliseconds(0)};
    return {found->second.issued, leftOf(interval, found->second.began, now)};
}

} // namespace readystage::cloudsim
