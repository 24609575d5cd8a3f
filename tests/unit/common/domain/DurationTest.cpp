#include "common/domain/Duration.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace std::chrono_literals;

class DurationTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DurationTest);
    CPPUNIT_TEST(every_unit_is_understood);
    CPPUNIT_TEST(a_number_without_unit_is_refused);
    CPPUNIT_TEST(what_is_no_duration_is_refused);
    CPPUNIT_TEST(what_does_not_fit_is_refused);
    CPPUNIT_TEST_SUITE_END();

    void every_unit_is_understood()
    {
        CPPUNIT_ASSERT(*parseDuration("500ms") == 500ms);
        CPPUNIT_ASSERT(*parseDuration("55s") == 55s);
        CPPUNIT_ASSERT(*parseDuration("5m") == 5min);
        CPPUNIT_ASSERT(*parseDuration("2h") == 2h);
        CPPUNIT_ASSERT(*parseDuration("7d") == 168h);
        CPPUNIT_ASSERT(*parseDuration("0s") == 0s);
    }

    void a_number_without_unit_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("`55` needs a unit: ms, s, m, h or d"), parseDuration("55").error().why);
    }

    void what_is_no_duration_is_refused()
    {
        for (const auto* const text : {"", "s", "-5s", "+5s", " 5s", "5 s", "5s ", "5S", "5sec", "1.5s", "5m30s"})
            CPPUNIT_ASSERT_MESSAGE(text, !parseDuration(text));
    }

    void what_does_not_fit_is_refused()
    {
        CPPUNIT_ASSERT(std::chrono::nanoseconds(*parseDuration("36500d")).count() > 0);
        CPPUNIT_ASSERT_EQUAL(std::string("`36501d` is longer than 100 years"), parseDuration("36501d").error().why);
        CPPUNIT_ASSERT(!parseDuration("9223372036854775807ms"));
        CPPUNIT_ASSERT(!parseDuration("9223372036854775808ms"));
        CPPUNIT_ASSERT(!parseDuration("9223372036854775807s"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DurationTest);
