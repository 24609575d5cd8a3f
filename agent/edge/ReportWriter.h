#pragma once

#include "agent/core/Machine.h"
#include "agent/ports/Reporter.h"
#include "agent/ports/Spool.h"
#include "common/runtime/Clock.h"

namespace readystage::agent {

/// Composes reports of this machine and puts them into the spool. Borrows spool and clock.
class ReportWriter final : public Reporter {
public:
    ReportWriter(Spool& spool, const Clock& clock, Machine machine);

    ReportId report(const News& news) override;

private:
    Spool& spool_;
    const Clock& clock_;
    Machine machine_;
};

} // namespace readystage::agent
