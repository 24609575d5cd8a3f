#include "common/runtime/Clock.h"

#include <cppunit/extensions/HelperMacros.h>

#include <future>
#include <thread>

using namespace readystage;
using namespace std::chrono_literals;

class ClockTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ClockTest);
    CPPUNIT_TEST(sleeping_until_the_past_returns_at_once);
    CPPUNIT_TEST(sleeping_ends_when_it_is_time);
    CPPUNIT_TEST(a_stop_ends_the_sleep_early);
    CPPUNIT_TEST(a_stop_asked_for_before_the_sleep_is_seen);
    CPPUNIT_TEST(times_are_written_in_utc_with_milliseconds);
    CPPUNIT_TEST(times_before_1970_are_written_correctly);
    CPPUNIT_TEST_SUITE_END();

    SystemClock clock;

    void sleeping_until_the_past_returns_at_once() { CPPUNIT_ASSERT(clock.sleepUntil(clock.steady() - 1h, {})); }

    void sleeping_ends_when_it_is_time()
    {
        const auto when = clock.steady() + 5ms;

        CPPUNIT_ASSERT(clock.sleepUntil(when, {}));
        CPPUNIT_ASSERT(clock.steady() >= when);
    }

    void a_stop_ends_the_sleep_early()
    {
        std::promise<bool> wasTheTime;
        std::jthread sleeper(
            [&](const std::stop_token& stop) { wasTheTime.set_value(clock.sleepUntil(clock.steady() + 1h, stop)); });

        sleeper.request_stop();

        CPPUNIT_ASSERT(!wasTheTime.get_future().get());
    }

    void a_stop_asked_for_before_the_sleep_is_seen()
    {
        std::stop_source stopped;
        stopped.request_stop();

        CPPUNIT_ASSERT(!clock.sleepUntil(clock.steady() + 1h, stopped.get_token()));
    }

    void times_are_written_in_utc_with_milliseconds()
    {
        const auto when = std::chrono::sys_days{std::chrono::year{2026} / 8 / 21} + 12h + 7ms;

        CPPUNIT_ASSERT_EQUAL(std::string("2026-08-21T12:00:00.007Z"), rfc3339(when));
    }

    void times_before_1970_are_written_correctly()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("1969-12-31T23:59:59.999Z"), rfc3339(Clock::Wall{} - 1ms));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ClockTest);
