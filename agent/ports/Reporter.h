#pragma once

#include "common/domain/Report.h"

#include <string>
#include <vector>

namespace readystage::agent {

/// Something to be reported of this machine.
struct News {
    ReportStatus status = ReportStatus::progress;
    std::string phase; ///< [a-z0-9-]{0,64}
    std::string reason{};
    std::vector<std::string> failedResources{};
    RunIdentity run{};
};

/// Writes reports of this machine and this boot.
class Reporter {
public:
    virtual ~Reporter() = default;

    /// Safe in the spool when it returns. Throws std::system_error when the disk refuses.
    virtual ReportId report(const News& news) = 0;
};

} // namespace readystage::agent
