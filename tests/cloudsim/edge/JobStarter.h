#pragma once

#include <string>
#include <vector>

namespace readystage::cloudsim {

/// Ends jobs when their time has come.
class JobStarter {
public:
    virtual ~JobStarter() = default;

    /// Jobs that may run now, as World::takeRunnableJobs() gave them. Any thread; does not wait for them.
    virtual void start(const std::vector<std::string>& jobs) = 0;
};

} // namespace readystage::cloudsim
