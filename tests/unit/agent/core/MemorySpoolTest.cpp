#include "tests/fakes/MemorySpool.h"
#include "tests/contract/SpoolContract.h"

namespace readystage::agent {

class MemorySpoolTest : public contract::SpoolContract {
    CPPUNIT_TEST_SUB_SUITE(MemorySpoolTest, contract::SpoolContract);
    CPPUNIT_TEST_SUITE_END();

public:
    Spool& spool() override { return spool_; }

    Spool& reopened() override { return spool_; }

    std::string bytesOf(const ReportId& id) const override { return fakes::plainReport(id); }

private:
    fakes::MemorySpool spool_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(MemorySpoolTest);

} // namespace readystage::agent
