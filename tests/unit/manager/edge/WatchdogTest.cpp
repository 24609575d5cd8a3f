#include "manager/edge/Watchdog.h"

#include <atomic>

#include "tests/fakes/FakeClock.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace std::chrono_literals;

class WatchdogTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(WatchdogTest);
    CPPUNIT_TEST(it_says_alive_while_every_part_moves);
    CPPUNIT_TEST(it_is_silent_while_one_part_is_stuck_and_speaks_again_after);
    CPPUNIT_TEST(nobody_asks_nobody_is_told);
    CPPUNIT_TEST_SUITE_END();

    fakes::FakeClock clock;
    std::atomic<Clock::Steady::duration> quiet{Clock::Steady::duration::zero()};
    std::atomic<int> said{0};

    Watchdog watching(std::chrono::microseconds every)
    {
        return {clock,
                every,
                {{"moves", [] { return Clock::Steady::duration::zero(); }, 1min},
                 {"store", [this] { return quiet.load(); }, 1min}},
                [this] { ++said; }};
    }

    /// Until it has looked so many times.
    void awaitLooks(std::size_t count) const
    {
        while (clock.slept().size() < count)
            std::this_thread::yield();
    }

    void it_says_alive_while_every_part_moves()
    {
        auto watchdog = watching(10s);
        quiet = 1min;
        watchdog.start();
        awaitLooks(1);

        clock.advance(10s);
        awaitLooks(2);

        CPPUNIT_ASSERT_EQUAL(2, said.load());
    }

    void it_is_silent_while_one_part_is_stuck_and_speaks_again_after()
    {
        auto watchdog = watching(10s);
        watchdog.start();
        awaitLooks(1);

        quiet = 61s;
        clock.advance(10s);
        awaitLooks(2);
        CPPUNIT_ASSERT_EQUAL(1, said.load());
        quiet = 0s;
        clock.advance(10s);
        awaitLooks(3);

        CPPUNIT_ASSERT_EQUAL(2, said.load());
    }

    void nobody_asks_nobody_is_told()
    {
        auto watchdog = watching(0s);

        watchdog.start();
        watchdog.stop();

        CPPUNIT_ASSERT_EQUAL(0, said.load());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WatchdogTest);
