#pragma once

#include <mutex>
#include <utility>

namespace readystage {

/// Data that cannot be touched without its lock. Do not call code you did not write, and do no I/O, inside with().
template <class T> class Guarded {
public:
    template <class... Args> explicit Guarded(Args&&... args) : value_(std::forward<Args>(args)...) {}

    template <class F> auto with(F&& use)
    {
        const std::scoped_lock hold(mutex_);
        return std::forward<F>(use)(value_);
    }

    template <class F> auto with(F&& use) const
    {
        const std::scoped_lock hold(mutex_);
        return std::forward<F>(use)(value_);
    }

private:
    mutable std::mutex mutex_;
    T value_;
};

} // namespace readystage
