#include "common/codec/Signature.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace std::chrono_literals;

class ExpiresTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ExpiresTest);
    CPPUNIT_TEST(all_forms_of_one_time_are_the_same_time);
    CPPUNIT_TEST(zones_count);
    CPPUNIT_TEST(a_leap_day_exists_in_leap_years_only);
    CPPUNIT_TEST(the_year_9999_is_later_than_now);
    CPPUNIT_TEST(what_is_no_time_is_refused);
    CPPUNIT_TEST(what_we_write_every_release_understands);
    CPPUNIT_TEST_SUITE_END();

    static constexpr auto kNoon = std::chrono::sys_days{std::chrono::year{2026} / 8 / 21} + 12h;

    void all_forms_of_one_time_are_the_same_time()
    {
        for (const auto* const text : {"2026-08-21T12:00:00Z", "2026-08-21T12:00:00+0000", "2026-08-21T12:00:00+00:00",
                                       "2026-08-21T12:00:00.123456Z", "2026-08-21T12:00:00.5+0000"}) {
            const auto when = parseExpires(text);
            CPPUNIT_ASSERT_MESSAGE(text, when && *when == kNoon);
        }
    }

    void zones_count()
    {
        CPPUNIT_ASSERT(*parseExpires("2026-08-21T14:30:00+0230") == kNoon);
        CPPUNIT_ASSERT(*parseExpires("2026-08-21T04:00:00-08:00") == kNoon);
        CPPUNIT_ASSERT(*parseExpires("2026-08-22T00:00:00+12:00") == kNoon);
    }

    void a_leap_day_exists_in_leap_years_only()
    {
        CPPUNIT_ASSERT(parseExpires("2028-02-29T12:00:00Z").has_value());
        CPPUNIT_ASSERT(!parseExpires("2026-02-29T12:00:00Z"));
    }

    void the_year_9999_is_later_than_now()
    {
        CPPUNIT_ASSERT(*parseExpires("9999-12-31T23:59:59Z") > kNoon);
        CPPUNIT_ASSERT(*parseExpires("0001-01-01T00:00:00Z") < kNoon);
    }

    void what_is_no_time_is_refused()
    {
        for (const auto* const text : {"",
                                       "tomorrow",
                                       "1795359057",
                                       "2026-08-21",
                                       "2026-08-21T12:00:00",
                                       "2026-08-21 12:00:00Z",
                                       "2026-08-21T12:00:00z",
                                       "2026-08-21T12:00Z",
                                       "2026-08-21T24:00:00Z",
                                       "2026-08-21T12:60:00Z",
                                       "2026-13-21T12:00:00Z",
                                       "2026-08-32T12:00:00Z",
                                       "2026-00-21T12:00:00Z",
                                       "26-08-21T12:00:00Z",
                                       "2026-08-21T12:00:00.Z",
                                       "2026-08-21T12:00:00+00",
                                       "2026-08-21T12:00:00+0060",
                                       "2026-08-21T12:00:00+9900",
                                       "2026-08-21T12:00:00ZZ",
                                       " 2026-08-21T12:00:00Z",
                                       "2026-08-21T12:00:00Z ",
                                       "2026-08-21T+2:00:00Z",
                                       "2026-08-21T12:00:00 0000",
                                       "2026-08-21T12:00:00+-100",
                                       "+026-08-21T12:00:00Z"})
            CPPUNIT_ASSERT_MESSAGE(text, !parseExpires(text));
    }

    void what_we_write_every_release_understands()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("2026-08-21T12:00:00+0000"), formatExpires(kNoon + 999ms));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ExpiresTest);
