#pragma once

#include "agent/ports/Gate.h"
#include "agent/ports/Reporter.h"
#include "agent/ports/Spool.h"
#include "tests/fakes/PlainReports.h"

#include <vector>

namespace readystage::fakes {

/// Closed until told, with these words.
class FakeGate final : public agent::Gate {
public:
    agent::GateAnswer ask() override
    {
        ++asked;
        return answer;
    }

    agent::GateAnswer answer{false, "no database"};
    int asked = 0;
};

/// Notes what is to be reported and puts a plain report into the spool.
class FakeReporter final : public agent::Reporter {
public:
    explicit FakeReporter(agent::Spool& spool) : spool_(spool) {}

    ReportId report(const agent::News& news) override
    {
        told.push_back(news);
        const ReportId id = reportNumber(100 + static_cast<int>(told.size()));
        spool_.accept(id, plainReport(id, kThisBoot, kThisMachine, news.status));
        return id;
    }

    std::vector<agent::News> told;

private:
    agent::Spool& spool_;
};

} // namespace readystage::fakes
