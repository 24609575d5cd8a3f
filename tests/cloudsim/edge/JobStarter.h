#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace readystage::cloudsim {

/// Ends jobs when their time has come.
class JobStarter {
public:
    virtual ~JobStarter() = default;

    /// Jobs that may run after `wait`, as World::takeRunnableJobs() gave them. Any thread; does not wait for them.
    virtual void start(const std::vector<std::string>& jobs, std::chrono::nanoseconds wait) = 0;
};

} // namespace readystage::cloudsim
