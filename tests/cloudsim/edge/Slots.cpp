#include "tests/cloudsim/edge/Slots.h"

#include <algorithm>
#include <utility>

namespace readystage::cloudsim {

void Slots::enter(Work work)
{
    {
        const std::scoped_lock hold(mutex_);
        if (!isFree()) {
            waiting_.push_back(std::move(work));
            longestQueue_ = std::max(longestQueue_, waiting_.size());
            return;
        }
        ++busy_;
    }
    work();
}

void Slots::leave()
{
    {
        const std::scoped_lock hold(mutex_);
        --busy_;
        if (waiting_.empty())
            return;
    }
    runWaiting();
}

void Slots::resize(std::size_t slots)
{
    {
        const std::scoped_lock hold(mutex_);
        slots_ = slots;
    }
    runWaiting();
}

void Slots::runWaiting()
{
    for (;;) {
        Work next;
        {
            const std::scoped_lock hold(mutex_);
            if (waiting_.empty() || !isFree())
                return;
            ++busy_;
            next = std::move(waiting_.front());
            waiting_.pop_front();
        }
        next();
    }
}

Slots::Counts Slots::counts() const
{
    const std::scoped_lock hold(mutex_);
    return {waiting_.size(), longestQueue_};
}

void Slots::resetCounts()
{
    const std::scoped_lock hold(mutex_);
    longestQueue_ = waiting_.size();
}

} // namespace readystage::cloudsim
