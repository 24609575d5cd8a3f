#include "tests/cloudsim/core/ApiLimit.h"

namespace readystage::cloudsim {

namespace {

std::chrono::milliseconds leftOf(std::chrono::milliseconds interval, Instant began, Instant now)
{
    return interval - std::chrono::duration_cast<std::chrono::milliseconds>(now - began);
}

} // namespace

std::optional<std::chrono::milliseconds> ApiLimit::check(const Account& account, Instant now)
{
    if (most == 0 || account.role->type == RoleType::admin)
        return std::nullopt;
    Counter& counter = counters_[account.number];
    if (counter.issued == 0 || now >= counter.began + interval)
        counter = {now, 0};
    if (++counter.issued <= most)
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
