#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>

namespace readystage::cloudsim {

/// The threads of the management server: so many calls are worked on at the same time, the others wait in the order
/// they came. Safe from any thread; what is run is run without a lock.
class Slots {
public:
    using Work = std::function<void()>;

    /// Runs `work` now, or when a slot is free. Whoever is done calls leave(), once for each enter().
    void enter(Work work);
    void leave();

    /// 0: any number. Calls that wait go on if there are more now.
    void resize(std::size_t slots);

    struct Counts {
        std::size_t waiting;
        std::size_t longestQueue;
    };

    Counts counts() const;
    void resetCounts();

private:
    bool isFree() const { return slots_ == 0 || busy_ < slots_; }

    void runWaiting();

    mutable std::mutex mutex_;
    std::size_t slots_ = 0;
    std::size_t busy_ = 0;
    std::size_t longestQueue_ = 0;
    std::deque<Work> waiting_;
};

} // namespace readystage::cloudsim
