#pragma once

#include "agent/ports/Spool.h"
#include "tests/fakes/PlainReports.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::contract {

/// What every Spool promises. A suite derives from it, says how to make a spool, how to open the same one again as the
/// next process would, and what a report looks like in it.
class SpoolContract : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SpoolContract);
    CPPUNIT_TEST(an_empty_spool_holds_nothing);
    CPPUNIT_TEST(accepted_reports_come_in_order_and_whole);
    CPPUNIT_TEST(what_is_set_aside_is_gone);
    CPPUNIT_TEST(a_taken_report_is_queued_and_not_incoming);
    CPPUNIT_TEST(queued_reports_keep_their_order);
    CPPUNIT_TEST(a_queued_report_names_the_instance_and_its_incarnation);
    CPPUNIT_TEST(a_report_taken_twice_is_queued_once);
    CPPUNIT_TEST(an_acknowledged_report_is_done);
    CPPUNIT_TEST(an_acknowledged_report_that_comes_again_is_not_queued_again);
    CPPUNIT_TEST(a_rejected_report_is_not_sent_again);
    CPPUNIT_TEST(the_next_process_finds_everything_as_it_was);
    CPPUNIT_TEST(an_instance_keeps_its_incarnation);
    CPPUNIT_TEST(another_instance_retires_the_former_with_its_reports);
    CPPUNIT_TEST(an_instance_that_comes_back_has_a_new_incarnation);
    CPPUNIT_TEST(every_fate_is_known);
    CPPUNIT_TEST_SUITE_END_ABSTRACT();

public:
    virtual agent::Spool& spool() = 0;
    virtual agent::Spool& reopened() = 0;
    virtual std::string bytesOf(const ReportId& id) const = 0;

private:
    static ReportId id(int number) { return fakes::reportNumber(number); }

    void accept(int number) { spool().accept(id(number), bytesOf(id(number))); }

    void takeAll(agent::Outbox& outbox)
    {
        for (const auto& report : spool().incoming())
            outbox.take(report);
    }

    static agent::Queued first(agent::Outbox& outbox) { return outbox.queued().at(0); }

    static std::string idsOf(const std::vector<agent::Queued>& queued)
    {
        std::string ids;
        for (const auto& report : queued)
            ids += report.id.str().back();
        return ids;
    }

    static protocol::Receipt receiptFor(int number) { return {id(number), "r-" + std::to_string(number)}; }

    void an_empty_spool_holds_nothing()
    {
        CPPUNIT_ASSERT(spool().incoming().empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t(0), spool().queuedOfAll());
        CPPUNIT_ASSERT(spool().open("a-vm")->queued().empty());
    }

    void accepted_reports_come_in_order_and_whole()
    {
        accept(3);
        accept(1);
        accept(2);

        const auto incoming = spool().incoming();

        CPPUNIT_ASSERT_EQUAL(std::size_t(3), incoming.size());
        CPPUNIT_ASSERT(incoming[0].says->id == id(3) && incoming[1].says->id == id(1) && incoming[2].says->id == id(2));
        CPPUNIT_ASSERT_EQUAL(bytesOf(id(3)), incoming[0].bytes);
        CPPUNIT_ASSERT_EQUAL(std::string(fakes::kThisMachine), incoming[0].says->productUuid);
    }

    void what_is_set_aside_is_gone()
    {
        accept(1);
        accept(2);

        spool().setAside(spool().incoming()[0], agent::Aside::stale);
        spool().setAside(spool().incoming()[0], agent::Aside::bad);

        CPPUNIT_ASSERT(spool().incoming().empty());
        CPPUNIT_ASSERT(spool().fateOf(id(1)) == agent::Fate::unknown);
    }

    void a_taken_report_is_queued_and_not_incoming()
    {
        accept(1);
        const auto outbox = spool().open("a-vm");

        takeAll(*outbox);

        CPPUNIT_ASSERT(spool().incoming().empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), spool().queuedOfAll());
        CPPUNIT_ASSERT(first(*outbox).id == id(1));
    }

    void queued_reports_keep_their_order()
    {
        const auto outbox = spool().open("a-vm");
        accept(3);
        takeAll(*outbox);
        accept(1);
        accept(2);
        takeAll(*outbox);

        CPPUNIT_ASSERT_EQUAL(std::string("312"), idsOf(outbox->queued()));
    }

    void a_queued_report_names_the_instance_and_its_incarnation()
    {
        accept(1);
        const auto outbox = spool().open("a-vm");
        takeAll(*outbox);

        const std::string bytes = first(*outbox).bytes;

        CPPUNIT_ASSERT(bytes.find("a-vm") != std::string::npos);
        CPPUNIT_ASSERT(bytes.find(outbox->incarnation().str()) != std::string::npos);
    }

    void a_report_taken_twice_is_queued_once()
    {
        const auto outbox = spool().open("a-vm");
        accept(1);
        takeAll(*outbox);
        accept(1);
        takeAll(*outbox);

        CPPUNIT_ASSERT_EQUAL(std::string("1"), idsOf(outbox->queued()));
        CPPUNIT_ASSERT(spool().incoming().empty());
    }

    void an_acknowledged_report_is_done()
    {
        accept(1);
        accept(2);
        const auto outbox = spool().open("a-vm");
        takeAll(*outbox);

        outbox->acknowledge(first(*outbox), receiptFor(1));

        CPPUNIT_ASSERT_EQUAL(std::string("2"), idsOf(outbox->queued()));
    }

    void an_acknowledged_report_that_comes_again_is_not_queued_again()
    {
        const auto outbox = spool().open("a-vm");
        accept(1);
        takeAll(*outbox);
        outbox->acknowledge(first(*outbox), receiptFor(1));

        accept(1);
        takeAll(*outbox);

        CPPUNIT_ASSERT(outbox->queued().empty());
        CPPUNIT_ASSERT(spool().incoming().empty());
    }

    void a_rejected_report_is_not_sent_again()
    {
        const auto outbox = spool().open("a-vm");
        accept(1);
        takeAll(*outbox);

        outbox->reject(first(*outbox), "422: phase");
        accept(1);
        takeAll(*outbox);

        CPPUNIT_ASSERT(outbox->queued().empty());
    }

    void the_next_process_finds_everything_as_it_was()
    {
        accept(1);
        const auto outbox = spool().open("a-vm");
        takeAll(*outbox);
        accept(2);

        agent::Spool& later = reopened();

        CPPUNIT_ASSERT_EQUAL(std::string("1"), idsOf(later.open("a-vm")->queued()));
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), later.incoming().size());
    }

    void an_instance_keeps_its_incarnation()
    {
        const auto before = spool().open("a-vm")->incarnation();

        CPPUNIT_ASSERT(before == reopened().open("a-vm")->incarnation());
    }

    void another_instance_retires_the_former_with_its_reports()
    {
        accept(1);
        const auto former = spool().open("a-vm");
        takeAll(*former);

        const auto outbox = reopened().open("another-vm");

        CPPUNIT_ASSERT(outbox->queued().empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t(0), reopened().queuedOfAll());
    }

    void an_instance_that_comes_back_has_a_new_incarnation()
    {
        const auto before = spool().open("a-vm")->incarnation();
        (void)spool().open("another-vm");

        CPPUNIT_ASSERT(before != spool().open("a-vm")->incarnation());
    }

    void every_fate_is_known()
    {
        for (int number = 1; number <= 3; ++number)
            accept(number);
        const auto outbox = spool().open("a-vm");
        takeAll(*outbox);
        accept(4);
        outbox->acknowledge(first(*outbox), receiptFor(1));
        outbox->reject(first(*outbox), "no");

        CPPUNIT_ASSERT(spool().fateOf(id(1)) == agent::Fate::acknowledged);
        CPPUNIT_ASSERT(spool().fateOf(id(2)) == agent::Fate::rejected);
        CPPUNIT_ASSERT(spool().fateOf(id(3)) == agent::Fate::waiting);
        CPPUNIT_ASSERT(spool().fateOf(id(4)) == agent::Fate::waiting);
        CPPUNIT_ASSERT(spool().fateOf(id(5)) == agent::Fate::unknown);
    }
};

} // namespace readystage::contract
