#pragma once

#include <memory>
#include <thread>

#include "manager/edge/http/Beast.h"

namespace readystage::http {

/// An event loop with one thread. What runs in it is posted from anywhere.
class Loop {
public:
    Loop();
    ~Loop(); ///< finish()
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    Executor executor() { return context_.get_executor(); }

    void start();

    /// Waits until everything in the loop has come to its end; who calls it has to see to that. Without start() nothing
    /// runs.
    void finish();

private:
    asio::io_context context_{1};
    asio::executor_work_guard<Executor> work_;
    std::thread thread_;
};

} // namespace readystage::http
