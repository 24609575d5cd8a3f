#include "common/domain/Report.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;

class ReportStatusTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ReportStatusTest);
    CPPUNIT_TEST(each_status_is_read_back_from_its_word);
    CPPUNIT_TEST(another_word_is_no_status);
    CPPUNIT_TEST_SUITE_END();

    void each_status_is_read_back_from_its_word()
    {
        for (const auto status : {ReportStatus::ready, ReportStatus::failed, ReportStatus::progress})
            CPPUNIT_ASSERT(reportStatus(text(status)) == status);
        CPPUNIT_ASSERT_EQUAL(std::string("ready"), std::string(text(ReportStatus::ready)));
    }

    void another_word_is_no_status()
    {
        for (const auto* const word : {"", "READY", "ready ", "failing"})
            CPPUNIT_ASSERT_MESSAGE(word, !reportStatus(word));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReportStatusTest);
