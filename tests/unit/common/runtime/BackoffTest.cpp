#include "common/runtime/Backoff.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <limits>
#include <vector>

using namespace readystage;
using namespace std::chrono_literals;

class BackoffTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(BackoffTest);
    CPPUNIT_TEST(the_ceiling_doubles_up_to_the_cap);
    CPPUNIT_TEST(any_number_of_failures_is_fine);
    CPPUNIT_TEST(waits_lie_between_nothing_and_the_ceiling);
    CPPUNIT_TEST(waits_are_spread_over_the_whole_range);
    CPPUNIT_TEST(the_same_seed_gives_the_same_waits);
    CPPUNIT_TEST(a_base_above_the_cap_waits_the_cap_at_most);
    CPPUNIT_TEST_SUITE_END();

    void the_ceiling_doubles_up_to_the_cap()
    {
        const Backoff backoff(2s, 30s, 1);

        CPPUNIT_ASSERT(backoff.ceiling(0) == 2s);
        CPPUNIT_ASSERT(backoff.ceiling(1) == 4s);
        CPPUNIT_ASSERT(backoff.ceiling(3) == 16s);
        CPPUNIT_ASSERT(backoff.ceiling(4) == 30s);
    }

    void any_number_of_failures_is_fine()
    {
        const Backoff limited(2s, 300s, 1);
        const Backoff unlimited(2s, Backoff::Duration::max(), 1);

        CPPUNIT_ASSERT(limited.ceiling(std::numeric_limits<unsigned>::max()) == 300s);
        CPPUNIT_ASSERT(unlimited.ceiling(std::numeric_limits<unsigned>::max()) == Backoff::Duration::max());
    }

    void waits_lie_between_nothing_and_the_ceiling()
    {
        Backoff backoff(10ms, 10s, 42);

        for (unsigned failures = 1; failures < 40; ++failures) {
            const auto wait = backoff.after(failures);
            CPPUNIT_ASSERT(wait >= 0ms && wait <= backoff.ceiling(failures));
        }
    }

    void waits_are_spread_over_the_whole_range()
    {
        Backoff backoff(1000ms, 1000ms, 42);

        std::vector<Backoff::Duration> waits(200);
        std::generate(waits.begin(), waits.end(), [&backoff] { return backoff.after(1); });

        CPPUNIT_ASSERT(*std::min_element(waits.begin(), waits.end()) < 100ms);
        CPPUNIT_ASSERT(*std::max_element(waits.begin(), waits.end()) > 900ms);
    }

    void the_same_seed_gives_the_same_waits()
    {
        Backoff one(2s, 30s, 7);
        Backoff same(2s, 30s, 7);

        for (unsigned failures = 1; failures < 10; ++failures)
            CPPUNIT_ASSERT(one.after(failures) == same.after(failures));
    }

    void a_base_above_the_cap_waits_the_cap_at_most() { CPPUNIT_ASSERT(Backoff(60s, 30s, 1).ceiling(0) == 30s); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BackoffTest);
