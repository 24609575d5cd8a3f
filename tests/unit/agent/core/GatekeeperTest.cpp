#include "agent/core/Gatekeeper.h"

#include "agent/core/Courier.h"
#include "tests/fakes/AgentWorld.h"
#include "tests/fakes/FakeGate.h"
#include "tests/fakes/MemorySpool.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class GatekeeperTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(GatekeeperTest);
    CPPUNIT_TEST(an_open_gate_changes_nothing);
    CPPUNIT_TEST(a_closed_one_holds_ready_back_and_tells_why_at_once);
    CPPUNIT_TEST(it_is_asked_again_after_the_pause_only);
    CPPUNIT_TEST(the_same_words_are_told_once);
    CPPUNIT_TEST(once_open_it_is_not_asked_again_while_the_manager_is_down);
    CPPUNIT_TEST(failures_and_progress_are_never_held_back);
    CPPUNIT_TEST(a_later_verdict_takes_the_place_of_the_held_report);
    CPPUNIT_TEST(at_the_deadline_it_is_a_failure);
    CPPUNIT_TEST_SUITE_END();

    using Seconds = std::chrono::seconds;

    fakes::MemorySpool spool;
    fakes::FakeIdentifier identifier{"a-vm"};
    fakes::FakeManager manager;
    fakes::FakeClock clock;
    fakes::FakeGate gate;
    fakes::FakeReporter reporter{spool};
    Gatekeeper keeper{gate, reporter, clock, GatePolicy{Seconds(60), Seconds(10)}};
    Courier courier{
        {spool, identifier, manager, clock, {fakes::kThisBoot, fakes::kThisMachine}, RetryPolicy{}, 1, &keeper}};

    void write(int number, ReportStatus status = ReportStatus::ready)
    {
        const ReportId id = fakes::reportNumber(number);
        spool.accept(id, fakes::plainReport(id, fakes::kThisBoot, fakes::kThisMachine, status));
    }

    Fate fate(int number) { return spool.fateOf(fakes::reportNumber(number)); }

    void an_open_gate_changes_nothing()
    {
        gate.answer.open = true;
        write(1);

        const Pass pass = courier.pass();

        CPPUNIT_ASSERT(!pass.again && fate(1) == Fate::acknowledged && reporter.told.empty());
    }

    void a_closed_one_holds_ready_back_and_tells_why_at_once()
    {
        write(1);

        const Pass pass = courier.pass();

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), pass.left);
        CPPUNIT_ASSERT(pass.again == clock.steady() + Seconds(10));
        CPPUNIT_ASSERT(fate(1) == Fate::waiting && fate(101) == Fate::acknowledged);
        CPPUNIT_ASSERT_EQUAL(std::string("gate no database"),
                             reporter.told.at(0).phase + " " + reporter.told.at(0).reason);
    }

    void it_is_asked_again_after_the_pause_only()
    {
        write(1);
        (void)courier.pass();
        clock.advance(Seconds(9));
        (void)courier.pass();
        CPPUNIT_ASSERT_EQUAL(1, gate.asked);

        clock.advance(Seconds(1));
        gate.answer.open = true;
        (void)courier.pass();

        CPPUNIT_ASSERT_EQUAL(2, gate.asked);
        CPPUNIT_ASSERT(fate(1) == Fate::acknowledged);
    }

    void the_same_words_are_told_once()
    {
        write(1);
        for (const char* const words : {"a", "a", "b"}) {
            gate.answer.said = words;
            (void)courier.pass();
            clock.advance(Seconds(10));
        }

        CPPUNIT_ASSERT_EQUAL(std::size_t(2), reporter.told.size());
    }

    void once_open_it_is_not_asked_again_while_the_manager_is_down()
    {
        gate.answer.open = true;
        write(1);
        manager.beUnreachableNext();
        (void)courier.pass();
        gate.answer.open = false;

        (void)courier.pass();

        CPPUNIT_ASSERT(fate(1) == Fate::acknowledged);
    }

    void failures_and_progress_are_never_held_back()
    {
        write(1);
        write(2, ReportStatus::progress);

        (void)courier.pass();

        CPPUNIT_ASSERT(fate(1) == Fate::waiting && fate(2) == Fate::acknowledged);
    }

    void a_later_verdict_takes_the_place_of_the_held_report()
    {
        write(1);
        (void)courier.pass();
        write(2, ReportStatus::failed);

        const Pass pass = courier.pass();

        CPPUNIT_ASSERT(fate(1) == Fate::rejected && fate(2) == Fate::acknowledged);
        CPPUNIT_ASSERT_EQUAL(1U, pass.rejected);
    }

    void at_the_deadline_it_is_a_failure()
    {
        write(1);
        (void)courier.pass();
        clock.advance(Seconds(60));

        const Pass pass = courier.pass();

        CPPUNIT_ASSERT(!pass.again && fate(1) == Fate::rejected && fate(102) == Fate::acknowledged);
        CPPUNIT_ASSERT(reporter.told.at(1).status == ReportStatus::failed);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(GatekeeperTest);

} // namespace readystage::agent
