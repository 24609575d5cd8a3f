#include "common/runtime/Backoff.h"

#include <algorithm>

namespace readystage {

Backoff::Duration Backoff::ceiling(unsigned failures) const
{
    Duration longest = std::min(base_, cap_);
    for (unsigned i = 0; i < failures && longest < cap_; ++i)
        longest = longest > cap_ / 2 ? cap_ : longest * 2;
    return longest;
}

Backoff::Duration Backoff::after(unsigned failures)
{
    std::uniform_int_distribution<Duration::rep> wait(0, ceiling(failures).count());
    return Duration(wait(random_));
}

} // namespace readystage
