#include "common/runtime/Guarded.h"

#include <cppunit/extensions/HelperMacros.h>

#include <thread>
#include <vector>

using namespace readystage;

class GuardedTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(GuardedTest);
    CPPUNIT_TEST(no_step_of_several_threads_is_lost);
    CPPUNIT_TEST(a_constant_one_can_be_read);
    CPPUNIT_TEST_SUITE_END();

    void no_step_of_several_threads_is_lost()
    {
        Guarded<int> counter(0);
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 4; ++i)
                threads.emplace_back([&counter] {
                    for (int step = 0; step < 1000; ++step)
                        counter.with([](int& value) { ++value; });
                });
        }

        CPPUNIT_ASSERT_EQUAL(4000, counter.with([](int value) { return value; }));
    }

    void a_constant_one_can_be_read()
    {
        const Guarded<std::vector<int>> guarded(3U, 7);

        CPPUNIT_ASSERT_EQUAL(std::size_t(3), guarded.with([](const auto& values) { return values.size(); }));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(GuardedTest);
