#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace readystage::http {

/// How many requests are being served, for the one who wants to wait until none is. Any thread.
class OpenRequests {
public:
    class Holder {
    public:
        explicit Holder(OpenRequests& open) : open_(open) {}

        Holder(const Holder&) = delete;
        Holder& operator=(const Holder&) = delete;

        ~Holder()
        {
            if (held_)
                open_.change(-1);
        }

        void take()
        {
            open_.change(1);
            held_ = true;
        }

    private:
        OpenRequests& open_;
        bool held_ = false;
    };

    /// Returns when none is open or the time has passed.
    void awaitNone(std::chrono::milliseconds time)
    {
        std::unique_lock hold(mutex_);
        none_.wait_for(hold, time, [this] { return count_ == 0; });
    }

private:
    void change(int by)
    {
        const std::scoped_lock hold(mutex_);
        count_ += by;
        if (count_ == 0)
            none_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable none_;
    long count_ = 0;
};

} // namespace readystage::http
