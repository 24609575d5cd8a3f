#include "manager/edge/TaskPool.h"

#include "tests/fakes/FakeClock.h"

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
    CPPUNIT_TEST(a_task_whose_turn_comes_too_late_is_told_so_and_not_run);
    CPPUNIT_TEST_SUITE_END();

    fakes::FakeClock clock;

    static void never() { throw std::logic_error("not late"); }

public:
    void tasks_run_side_by_side()
    {
        std::latch both(2);
        TaskPool pool(2, 10, clock);
        pool.start();

        for (int i = 0; i < 2; ++i)
            CPPUNIT_ASSERT(pool.tryRun([&] { both.arrive_and_wait(); }, never));

        both.wait(); // returns only if each of the two tasks has a thread
    }

    void a_full_queue_says_no()
    {
        std::promise<void> go;
        std::latch running(1);
        TaskPool pool(1, 1, clock); // goes first, with its threads
        pool.start();
        CPPUNIT_ASSERT(pool.tryRun(
            [&, ready = go.get_future().share()] {
                running.count_down();
                ready.wait();
            },
            never));
        running.wait();

        const bool waits = pool.tryRun([] {}, never);
        const bool overflows = pool.tryRun([] {}, never);

        go.set_value();
        CPPUNIT_ASSERT(waits);
        CPPUNIT_ASSERT(!overflows);
    }

    void a_task_that_throws_does_not_end_its_thread()
    {
        std::promise<void> done;
        TaskPool pool(1, 10, clock);
        pool.start();

        CPPUNIT_ASSERT(pool.tryRun([] { throw std::runtime_error("on purpose"); }, never));
        CPPUNIT_ASSERT(pool.tryRun([&] { done.set_value(); }, never));

        done.get_future().wait();
    }

    void every_task_taken_runs_even_after_a_stop()
    {
        std::atomic<int> ran = 0;
        TaskPool pool(2, 1'000, clock);
        pool.start();
        int taken = 0;
        for (int i = 0; i < 500; ++i)
            taken += pool.tryRun([&] { ++ran; }, never) ? 1 : 0;

        pool.stop();

        CPPUNIT_ASSERT_EQUAL(taken, ran.load());
    }

    void after_a_stop_nothing_is_taken()
    {
        TaskPool pool(1, 10, clock);
        pool.start();

        pool.stop();

        CPPUNIT_ASSERT(!pool.tryRun([] {}, never));
        CPPUNIT_ASSERT(pool.stopToken().stop_requested());
    }

    void tasks_of_a_pool_that_never_started_run_at_its_stop()
    {
        bool sawStop = false;
        TaskPool pool(1, 10, clock);
        CPPUNIT_ASSERT(pool.tryRun([&] { sawStop = pool.stopToken().stop_requested(); }, never));

        pool.stop();

        CPPUNIT_ASSERT(sawStop);
    }

    void a_task_whose_turn_comes_too_late_is_told_so_and_not_run()
    {
        std::string did;
        TaskPool pool(1, 10, clock);
        CPPUNIT_ASSERT(pool.tryRun([&] { did += "ran late"; }, [&] { did += "too late, "; }));
        clock.advance(std::chrono::seconds(1));
        CPPUNIT_ASSERT(pool.tryRun([&] { did += "ran in time"; }, never));
        clock.advance(std::chrono::seconds(10));

        pool.stop();

        CPPUNIT_ASSERT_EQUAL(std::string("too late, ran in time"), did);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TaskPoolTest);

} // namespace readystage
