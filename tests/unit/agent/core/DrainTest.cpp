#include "agent/core/Drain.h"

#include "tests/fakes/AgentWorld.h"
#include "tests/fakes/MemorySpool.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class DrainTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DrainTest);
    CPPUNIT_TEST(tries_until_nothing_is_left);
    CPPUNIT_TEST(waits_for_the_instance_and_then_delivers);
    CPPUNIT_TEST(gives_up_when_the_time_is_over_and_loses_nothing);
    CPPUNIT_TEST(says_when_something_was_rejected);
    CPPUNIT_TEST(leaves_the_work_to_one_who_drains_already);
    CPPUNIT_TEST(a_report_written_while_it_finishes_is_still_delivered);
    CPPUNIT_TEST(does_not_hold_the_turn_while_it_waits);
    CPPUNIT_TEST(a_step_of_the_clock_makes_it_try_at_once_and_impatiently);
    CPPUNIT_TEST(a_new_report_wakes_it);
    CPPUNIT_TEST(a_new_report_does_not_wake_it_when_the_manager_asked_to_wait);
    CPPUNIT_TEST(once_tries_once);
    CPPUNIT_TEST(once_leaves_the_turn_to_another);
    CPPUNIT_TEST(once_delivers_what_was_written_meanwhile);
    CPPUNIT_TEST(waiting_for_one_report_ends_with_its_receipt);
    CPPUNIT_TEST(waiting_for_one_report_ends_with_its_rejection);
    CPPUNIT_TEST(waiting_for_one_report_ends_in_time);
    CPPUNIT_TEST(waiting_for_a_report_that_another_process_delivered_ends_at_once);
    CPPUNIT_TEST_SUITE_END();

    fakes::MemorySpool spool;
    fakes::FakeIdentifier identifier{"a-vm"};
    fakes::FakeManager manager;
    fakes::FakeClock clock;
    fakes::FakeWaiter waiter{clock};
    fakes::FakeLock drainer;
    fakes::FakeLock turn;
    Courier courier{{spool, identifier, manager, clock, {fakes::kThisBoot, fakes::kThisMachine}, RetryPolicy{}, 1}};

    void write(int number)
    {
        const ReportId id = fakes::reportNumber(number);
        spool.accept(id, fakes::plainReport(id));
    }

    Fate fate(int number) { return spool.fateOf(fakes::reportNumber(number)); }

    Drained drainAll(std::chrono::milliseconds maxAge = std::chrono::hours(1))
    {
        return drain(courier, {drainer, turn}, waiter, clock, maxAge);
    }

    void tries_until_nothing_is_left()
    {
        write(1);
        for (int i = 0; i < 5; ++i)
            manager.beUnreachableNext();

        CPPUNIT_ASSERT(Drained::all == drainAll());

        CPPUNIT_ASSERT_EQUAL(std::size_t(6), manager.sent().size());
        CPPUNIT_ASSERT(!drainer.isHeld() && !turn.isHeld());
    }

    void waits_for_the_instance_and_then_delivers()
    {
        write(1);
        identifier.beSilentFor(3);

        CPPUNIT_ASSERT(Drained::all == drainAll());

        using std::chrono::seconds;
        CPPUNIT_ASSERT((waiter.waits() == std::vector<std::chrono::milliseconds>{seconds(1), seconds(2), seconds(4)}));
    }

    void gives_up_when_the_time_is_over_and_loses_nothing()
    {
        write(1);
        identifier.beSilentFor(1000);
        const auto begin = clock.steady();

        CPPUNIT_ASSERT(Drained::left == drainAll(std::chrono::minutes(5)));

        CPPUNIT_ASSERT(clock.steady() - begin == std::chrono::minutes(5));
        CPPUNIT_ASSERT(fate(1) == Fate::waiting);
    }

    void says_when_something_was_rejected()
    {
        write(1);
        write(2);
        manager.answerNext(410);
        manager.beUnreachableNext();

        CPPUNIT_ASSERT(Drained::rejected == drainAll());
    }

    void leaves_the_work_to_one_who_drains_already()
    {
        write(1);
        drainer.heldByOther = true;

        CPPUNIT_ASSERT(Drained::busy == drainAll());
        CPPUNIT_ASSERT(manager.sent().empty());
    }

    void a_report_written_while_it_finishes_is_still_delivered()
    {
        write(1);
        int releases = 0;
        drainer.whenGivenBack = [&] {
            if (++releases == 1)
                write(2); // its writer found the lock taken a moment ago and went away
        };

        CPPUNIT_ASSERT(Drained::all == drainAll());
        CPPUNIT_ASSERT(fate(2) == Fate::acknowledged);
    }

    void does_not_hold_the_turn_while_it_waits()
    {
        write(1);
        manager.beUnreachableNext();
        bool heldWhileSending = false;
        manager.whileSending = [&] { heldWhileSending = turn.isHeld(); };
        int givenBack = 0;
        turn.whenGivenBack = [&] { givenBack += waiter.waits().empty() ? 1 : 0; };

        (void)drainAll();

        CPPUNIT_ASSERT(heldWhileSending);
        CPPUNIT_ASSERT_EQUAL(1, givenBack);
    }

    void a_step_of_the_clock_makes_it_try_at_once_and_impatiently()
    {
        write(1);
        for (int i = 0; i < 2; ++i)
            manager.answerNext(403);
        waiter.wakeEarly(Woken::byClockStep);
        const auto begin = clock.steady();

        (void)drainAll();

        CPPUNIT_ASSERT_EQUAL(std::size_t(3), manager.sent().size());
        CPPUNIT_ASSERT_EQUAL(waiter.waits().back().count(),
                             std::chrono::ceil<std::chrono::milliseconds>(clock.steady() - begin).count());
    }

    void a_new_report_wakes_it()
    {
        write(1);
        manager.beUnreachableNext();
        waiter.wakeEarly(Woken::byNewReport);
        const auto begin = clock.steady();

        CPPUNIT_ASSERT(Drained::all == drainAll());

        CPPUNIT_ASSERT(begin == clock.steady());
    }

    void a_new_report_does_not_wake_it_when_the_manager_asked_to_wait()
    {
        write(1);
        manager.answerNext(503, std::chrono::seconds(60));
        waiter.wakeEarly(Woken::byNewReport);
        waiter.wakeEarly(Woken::byNewReport);
        const auto begin = clock.steady();

        CPPUNIT_ASSERT(Drained::all == drainAll());

        CPPUNIT_ASSERT(clock.steady() - begin >= std::chrono::seconds(60));
    }

    void once_tries_once()
    {
        write(1);
        manager.beUnreachableNext();

        CPPUNIT_ASSERT(Drained::left == deliverOnce(courier, {drainer, turn}));

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), manager.sent().size());
        CPPUNIT_ASSERT(!turn.isHeld());
    }

    void once_leaves_the_turn_to_another()
    {
        write(1);
        turn.heldByOther = true;

        CPPUNIT_ASSERT(Drained::busy == deliverOnce(courier, {drainer, turn}));
        CPPUNIT_ASSERT(manager.sent().empty());
    }

    void once_delivers_what_was_written_meanwhile()
    {
        write(1);
        turn.whenGivenBack = [&] {
            if (fate(2) == Fate::unknown)
                write(2);
        };

        CPPUNIT_ASSERT(Drained::all == deliverOnce(courier, {drainer, turn}));
        CPPUNIT_ASSERT(fate(2) == Fate::acknowledged);
    }

    Fate waitFor(int number, std::chrono::seconds patience)
    {
        return deliverUntil(courier, spool, {drainer, turn}, waiter, clock, fakes::reportNumber(number),
                            clock.steady() + patience);
    }

    void waiting_for_one_report_ends_with_its_receipt()
    {
        write(1);
        manager.beUnreachableNext();

        CPPUNIT_ASSERT(Fate::acknowledged == waitFor(1, std::chrono::seconds(60)));
    }

    void waiting_for_one_report_ends_with_its_rejection()
    {
        write(1);
        manager.answerNext(400);

        CPPUNIT_ASSERT(Fate::rejected == waitFor(1, std::chrono::seconds(60)));
    }

    void waiting_for_one_report_ends_in_time()
    {
        write(1);
        identifier.beSilentFor(1000);
        const auto begin = clock.steady();

        CPPUNIT_ASSERT(Fate::waiting == waitFor(1, std::chrono::seconds(10)));

        CPPUNIT_ASSERT(clock.steady() - begin == std::chrono::seconds(10));
    }

    void waiting_for_a_report_that_another_process_delivered_ends_at_once()
    {
        write(1);
        (void)drainAll();
        fakes::FakeIdentifier nobody{"a-vm"};
        Courier other({spool, nobody, manager, clock, {fakes::kThisBoot, fakes::kThisMachine}, RetryPolicy{}, 1});

        CPPUNIT_ASSERT(Fate::acknowledged == deliverUntil(other, spool, {drainer, turn}, waiter, clock,
                                                          fakes::reportNumber(1),
                                                          clock.steady() + std::chrono::seconds(9)));
        CPPUNIT_ASSERT(waiter.waits().empty());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DrainTest);

} // namespace readystage::agent
