#include "agent/core/Courier.h"

#include "tests/fakes/AgentWorld.h"
#include "tests/fakes/MemorySpool.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class CourierTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CourierTest);
    CPPUNIT_TEST(a_report_is_bound_and_delivered);
    CPPUNIT_TEST(an_empty_spool_asks_nobody);
    CPPUNIT_TEST(reports_go_in_the_order_they_were_written);
    CPPUNIT_TEST(a_report_that_must_wait_holds_back_those_behind_it);
    CPPUNIT_TEST(a_rejected_report_does_not);
    CPPUNIT_TEST(a_lost_answer_leads_to_the_same_report_again);
    CPPUNIT_TEST(without_an_instance_nothing_is_sent_and_nothing_lost);
    CPPUNIT_TEST(the_instance_is_learned_once);
    CPPUNIT_TEST(the_pauses_between_rounds_of_asking_grow);
    CPPUNIT_TEST(a_clone_sends_nothing_of_its_parent);
    CPPUNIT_TEST(another_instance_on_the_same_disk_sends_nothing_of_the_former);
    CPPUNIT_TEST(what_cannot_be_read_is_set_aside_and_holds_nothing_up);
    CPPUNIT_TEST(garbage_alone_is_set_aside_without_asking_anybody);
    CPPUNIT_TEST(the_managers_wish_to_wait_is_told);
    CPPUNIT_TEST(a_new_report_is_news_until_it_was_seen);
    CPPUNIT_TEST_SUITE_END();

    fakes::MemorySpool spool;
    fakes::FakeIdentifier identifier{"a-vm"};
    fakes::FakeManager manager;
    fakes::FakeClock clock;
    Courier courier = courierIn(fakes::kThisMachine);

    Courier courierIn(const std::string& machine)
    {
        return Courier({spool, identifier, manager, clock, {fakes::kThisBoot, machine}, RetryPolicy{}, 1});
    }

    void write(int number, const BootId& boot = fakes::kThisBoot, const std::string& machine = fakes::kThisMachine)
    {
        const ReportId id = fakes::reportNumber(number);
        spool.accept(id, fakes::plainReport(id, boot, machine));
    }

    Fate fate(int number) { return spool.fateOf(fakes::reportNumber(number)); }

    /// The numbers of the reports the manager was sent.
    std::string sent() const
    {
        std::string numbers;
        for (const auto& bytes : manager.sent())
            numbers += bytes.substr(bytes.find("report ") + 7 + 35, 1);
        return numbers;
    }

    void a_report_is_bound_and_delivered()
    {
        write(1);

        const Pass pass = courier.pass();

        CPPUNIT_ASSERT_EQUAL(1U, pass.delivered);
        CPPUNIT_ASSERT(!pass.again);
        CPPUNIT_ASSERT(fate(1) == Fate::acknowledged);
        CPPUNIT_ASSERT_EQUAL("a-vm 01000000000000000000000000000000 " + fakes::plainReport(fakes::reportNumber(1)),
                             manager.sent().front());
    }

    void an_empty_spool_asks_nobody()
    {
        const Pass pass = courier.pass();

        CPPUNIT_ASSERT(!pass.again);
        CPPUNIT_ASSERT_EQUAL(0, identifier.rounds());
    }

    void reports_go_in_the_order_they_were_written()
    {
        write(3);
        write(1);
        write(2);

        (void)courier.pass();

        CPPUNIT_ASSERT_EQUAL(std::string("312"), sent());
    }

    void a_report_that_must_wait_holds_back_those_behind_it()
    {
        write(1);
        write(2);
        manager.answerNext(500);

        const Pass pass = courier.pass();

        CPPUNIT_ASSERT_EQUAL(std::size_t(2), pass.left);
        CPPUNIT_ASSERT(pass.again.value() >= clock.steady());
        CPPUNIT_ASSERT_EQUAL(std::string("the manager answered 500"), pass.obstacle);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), sent());
    }

    void a_rejected_report_does_not()
    {
        write(1);
        write(2);
        manager.answerNext(422);

        const Pass pass = courier.pass();

        CPPUNIT_ASSERT_EQUAL(1U, pass.rejected);
        CPPUNIT_ASSERT_EQUAL(1U, pass.delivered);
        CPPUNIT_ASSERT(fate(1) == Fate::rejected && fate(2) == Fate::acknowledged);
    }

    void a_lost_answer_leads_to_the_same_report_again()
    {
        write(1);
        manager.beUnreachableNext();

        (void)courier.pass();
        (void)courier.pass();

        CPPUNIT_ASSERT_EQUAL(std::size_t(2), manager.sent().size());
        CPPUNIT_ASSERT_EQUAL(manager.sent()[0], manager.sent()[1]);
    }

    void without_an_instance_nothing_is_sent_and_nothing_lost()
    {
        write(1);
        identifier.beSilentFor(1);

        const Pass pass = courier.pass();

        CPPUNIT_ASSERT(manager.sent().empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), pass.left);
        CPPUNIT_ASSERT(fate(1) == Fate::waiting);
    }

    void the_instance_is_learned_once()
    {
        write(1);
        (void)courier.pass();
        write(2);
        (void)courier.pass();

        CPPUNIT_ASSERT_EQUAL(1, identifier.rounds());
    }

    void the_pauses_between_rounds_of_asking_grow()
    {
        write(1);
        identifier.beSilentFor(100);

        CPPUNIT_ASSERT(clock.steady() + std::chrono::seconds(1) == courier.pass().again);
        CPPUNIT_ASSERT(clock.steady() + std::chrono::seconds(2) == courier.pass().again);
        courier.forgetFailures();
        CPPUNIT_ASSERT(clock.steady() + std::chrono::seconds(1) == courier.pass().again);
    }

    void a_clone_sends_nothing_of_its_parent()
    {
        write(1, fakes::kOtherBoot, fakes::kOtherMachine);
        write(2);

        (void)courier.pass();

        CPPUNIT_ASSERT_EQUAL(std::string("2"), sent());
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), spool.stale().size());
    }

    void another_instance_on_the_same_disk_sends_nothing_of_the_former()
    {
        write(1);
        manager.beUnreachableNext();
        (void)courier.pass();
        fakes::FakeIdentifier clone{"another-vm"};
        Courier later({spool, clone, manager, clock, {fakes::kOtherBoot, fakes::kOtherMachine}, RetryPolicy{}, 1});

        const Pass pass = later.pass();

        CPPUNIT_ASSERT_EQUAL(0U, pass.delivered);
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), manager.sent().size());
        CPPUNIT_ASSERT((spool.stale() == std::vector<std::string>{"a-vm"}));
    }

    void what_cannot_be_read_is_set_aside_and_holds_nothing_up()
    {
        spool.addGarbage("garbage.json");
        write(1);

        const Pass pass = courier.pass();

        CPPUNIT_ASSERT_EQUAL(1U, pass.delivered);
        CPPUNIT_ASSERT((spool.bad() == std::vector<std::string>{"garbage.json"}));
    }

    void garbage_alone_is_set_aside_without_asking_anybody()
    {
        spool.addGarbage("garbage.json");

        CPPUNIT_ASSERT(!courier.pass().again);
        CPPUNIT_ASSERT_EQUAL(0, identifier.rounds());
    }

    void the_managers_wish_to_wait_is_told()
    {
        write(1);
        manager.answerNext(503, std::chrono::seconds(60));

        const Pass pass = courier.pass();

        CPPUNIT_ASSERT(pass.askedToWait);
        CPPUNIT_ASSERT(pass.again >= clock.steady() + std::chrono::seconds(60));
    }

    void a_new_report_is_news_until_it_was_seen()
    {
        identifier.beSilentFor(1);
        write(1);
        CPPUNIT_ASSERT(courier.hasNews());

        (void)courier.pass();

        CPPUNIT_ASSERT(!courier.hasNews());
        CPPUNIT_ASSERT(fate(1) == Fate::waiting);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CourierTest);

} // namespace readystage::agent
