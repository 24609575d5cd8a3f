#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace readystage {

/// A queue between threads that never grows beyond its bound: full means "no", and the producer decides what to do
/// then.
template <class T> class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t bound) : bound_(bound) {}

    /// False when the queue is full; then `item` was not taken.
    [[nodiscard]] bool tryPush(T item)
    {
        {
            const std::scoped_lock hold(mutex_);
            if (items_.size() >= bound_)
                return false;
            items_.push_back(std::move(item));
        }
        changed_.notify_one();
        return true;
    }

    /// Waits for an item; nullopt once a stop was asked for and nothing is left.
    std::optional<T> pop(std::stop_token stop)
    {
        std::unique_lock hold(mutex_);
        changed_.wait(hold, stop, [this] { return !items_.empty(); });
        if (items_.empty())
            return std::nullopt;
        std::optional<T> item(std::move(items_.front()));
        items_.pop_front();
        return item;
    }

    /// Waits for an item and takes what else is there, `most` at the most; empty once a stop was asked for and nothing
    /// is left.
    std::vector<T> popSome(std::stop_token stop, std::size_t most)
    {
        std::vector<T> taken;
        std::unique_lock hold(mutex_);
        changed_.wait(hold, stop, [this] { return !items_.empty(); });
        while (!items_.empty() && taken.size() < most) {
            taken.push_back(std::move(items_.front()));
            items_.pop_front();
        }
        return taken;
    }

    std::size_t size() const
    {
        const std::scoped_lock hold(mutex_);
        return items_.size();
    }

private:
    const std::size_t bound_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<T> items_;
};

} // namespace readystage
