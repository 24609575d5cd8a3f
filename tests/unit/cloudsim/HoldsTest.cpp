#include <cppunit/extensions/HelperMacros.h>

#include "tests/cloudsim/edge/Holds.h"

namespace readystage::cloudsim {

class HoldsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HoldsTest);
    CPPUNIT_TEST(a_planned_call_waits_for_its_release);
    CPPUNIT_TEST(other_calls_pass);
    CPPUNIT_TEST(a_count_is_used_up);
    CPPUNIT_TEST(release_forgets_the_plan);
    CPPUNIT_TEST(a_watcher_is_told_of_the_next_held_call);
    CPPUNIT_TEST(a_watcher_is_told_at_once_when_a_call_is_held_already);
    CPPUNIT_TEST(a_watcher_that_gives_up_is_told_that_nothing_is_held);
    CPPUNIT_TEST(a_watcher_is_told_once);
    CPPUNIT_TEST_SUITE_END();

    Holds holds;
    int resumed = 0;
    std::vector<std::size_t> told;

    bool park(const char* command, Holds::When when)
    {
        return holds.park(command, when, [this] { ++resumed; });
    }

    std::size_t watch()
    {
        return holds.watch([this](const auto& held) { told.push_back(held.size()); });
    }

    void a_planned_call_waits_for_its_release()
    {
        holds.plan("createTags", Holds::When::before, 1);
        CPPUNIT_ASSERT(park("createTags", Holds::When::before));
        CPPUNIT_ASSERT_EQUAL(0, resumed);

        const std::size_t released = holds.release();

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, released);
        CPPUNIT_ASSERT_EQUAL(1, resumed);
    }

    void other_calls_pass()
    {
        holds.plan("createTags", Holds::When::before, 1);

        CPPUNIT_ASSERT(!park("createTags", Holds::When::after));
        CPPUNIT_ASSERT(!park("deleteTags", Holds::When::before));
    }

    void a_count_is_used_up()
    {
        holds.plan("createTags", Holds::When::after, 2);

        CPPUNIT_ASSERT(park("createTags", Holds::When::after));
        CPPUNIT_ASSERT(park("createTags", Holds::When::after));
        CPPUNIT_ASSERT(!park("createTags", Holds::When::after));
    }

    void release_forgets_the_plan()
    {
        holds.plan("createTags", Holds::When::before, 5);

        holds.release();

        CPPUNIT_ASSERT(!park("createTags", Holds::When::before));
    }

    void a_watcher_is_told_of_the_next_held_call()
    {
        watch();
        holds.plan("createTags", Holds::When::before, 1);

        park("createTags", Holds::When::before);

        CPPUNIT_ASSERT(told == std::vector<std::size_t>{1});
    }

    void a_watcher_is_told_at_once_when_a_call_is_held_already()
    {
        holds.plan("createTags", Holds::When::before, 1);
        park("createTags", Holds::When::before);

        watch();

        CPPUNIT_ASSERT(told == std::vector<std::size_t>{1});
    }

    void a_watcher_that_gives_up_is_told_that_nothing_is_held()
    {
        const std::size_t watcher = watch();

        holds.unwatch(watcher);

        CPPUNIT_ASSERT(told == std::vector<std::size_t>{0});
    }

    void a_watcher_is_told_once()
    {
        const std::size_t watcher = watch();
        holds.plan("createTags", Holds::When::before, 2);
        park("createTags", Holds::When::before);

        park("createTags", Holds::When::before);
        holds.unwatch(watcher);

        CPPUNIT_ASSERT(told == std::vector<std::size_t>{1});
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HoldsTest);

} // namespace readystage::cloudsim
