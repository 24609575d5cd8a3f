#include "manager/edge/TaskPool.h"

#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <future>
#include <latch>

namespace readystage {

class TaskPoolTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TaskPoolTest);
    CPPUNIT_TEST(tasks_run_side_by_side);
    CPPUNIT_TEST(a_full_queue_says_no);
    CPPUNIT_TEST(a_task_that_throws_does_not_end_its_thread);
    CPPUNIT_TEST(every_task_taken_runs_even_after_a_stop);
    CPPUNIT_TEST(after_a_stop_nothing_is_taken);
    CPPUNIT_TEST(tasks_of_a_pool_that_never_started_run_at_its_stop);
    CPPUNIT_TEST_SUITE_END();

public:
    void tasks_run_side_by_side()
    {
        std::latch both(2);
        TaskPool pool(2, 10);
        pool.start();

        for (int i = 0; i < 2; ++i)
            CPPUNIT_ASSERT(pool.tryRun([&] { both.arrive_and_wait(); }));

        both.wait(); // returns only if each of the two tasks has a thread
    }

    void a_full_queue_says_no()
    {
        std::promise<void> go;
        std::latch running(1);
        TaskPool pool(1, 1); // goes first, with its threads
        pool.start();
        CPPUNIT_ASSERT(pool.tryRun([&, ready = go.get_future().share()] {
            running.count_down();
            ready.wait();
        }));
        running.wait();

        const bool waits = pool.tryRun([] {});
        const bool overflows = pool.tryRun([] {});

        go.set_value();
        CPPUNIT_ASSERT(waits);
        CPPUNIT_ASSERT(!overflows);
    }

    void a_task_that_throws_does_not_end_its_thread()
    {
        std::promise<void> done;
        TaskPool pool(1, 10);
        pool.start();

        CPPUNIT_ASSERT(pool.tryRun([] { throw std::runtime_error("on purpose"); }));
        CPPUNIT_ASSERT(pool.tryRun([&] { done.set_value(); }));

        done.get_future().wait();
    }

    void every_task_taken_runs_even_after_a_stop()
    {
        std::atomic<int> ran = 0;
        TaskPool pool(2, 1'000);
        pool.start();
        int taken = 0;
        for (int i = 0; i < 500; ++i)
            taken += pool.tryRun([&] { ++ran; }) ? 1 : 0;

        pool.stop();

        CPPUNIT_ASSERT_EQUAL(taken, ran.load());
    }

    void after_a_stop_nothing_is_taken()
    {
        TaskPool pool(1, 10);
        pool.start();

        pool.stop();

        CPPUNIT_ASSERT(!pool.tryRun([] {}));
        CPPUNIT_ASSERT(pool.stopToken().stop_requested());
    }

    void tasks_of_a_pool_that_never_started_run_at_its_stop()
    {
        bool sawStop = false;
        TaskPool pool(1, 10);
        CPPUNIT_ASSERT(pool.tryRun([&] { sawStop = pool.stopToken().stop_requested(); }));

        pool.stop();

        CPPUNIT_ASSERT(sawStop);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TaskPoolTest);

} // namespace readystage
