#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "manager/edge/http/Http.h"

namespace readystage::http::test {

/// Answers by calling a function.
class FunctionHandler final : public Handler {
public:
    using Function = std::function<void(const Request&, Respond)>;

    explicit FunctionHandler(Function function) : function_(std::move(function)) {}

    void handle(const Request& request, Respond respond) override { function_(request, std::move(respond)); }

private:
    const Function function_;
};

/// Keeps every request and its Respond until the test takes them.
class KeepingHandler final : public Handler {
public:
    using Kept = std::pair<Request, Respond>;

    void handle(const Request& request, Respond respond) override
    {
        {
            const std::scoped_lock hold(mutex_);
            kept_.emplace_back(request, std::move(respond));
        }
        came_.notify_all();
    }

    /// The oldest one; waits for it.
    Kept next()
    {
        std::unique_lock hold(mutex_);
        if (!came_.wait_for(hold, std::chrono::seconds(10), [this] { return !kept_.empty(); }))
            throw std::runtime_error("no request came for ten seconds");
        Kept kept = std::move(kept_.front());
        kept_.pop_front();
        return kept;
    }

private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::deque<Kept> kept_;
};

} // namespace readystage::http::test
