#include "manager/core/Intake.h"

#include "manager/core/Lifecycle.h"
#include "tests/fakes/MemoryJournal.h"
#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::samples;

class IntakeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(IntakeTest);
    CPPUNIT_TEST(a_new_report_is_stored_with_its_verification_outstanding);
    CPPUNIT_TEST(the_same_report_gets_the_first_answer_again);
    CPPUNIT_TEST(the_same_id_with_another_content_differs);
    CPPUNIT_TEST(an_incarnation_that_was_reinstalled_contradicts);
    CPPUNIT_TEST(an_unknown_incarnation_is_taken_and_judged_with_cloudstack);
    CPPUNIT_TEST(an_unverified_report_binds_nothing);
    CPPUNIT_TEST(the_same_report_twice_in_one_batch_is_stored_once);
    CPPUNIT_TEST(answers_stand_in_the_order_of_the_reports);
    CPPUNIT_TEST(a_full_store_takes_nothing);
    CPPUNIT_TEST_SUITE_END();

    fakes::MemoryJournal journal;

    void verify(const StoredReport& report)
    {
        journal.commit(decide(newVm(kVm, kNoon), report, Verified{Assurance::address}, LifecycleRules{}, kNoon));
    }

    static StoredReport fromOtherIncarnation(int number)
    {
        Report other = report(number, ReportStatus::ready);
        other.incarnation = kOtherIncarnation;
        return stored(other);
    }

    void a_new_report_is_stored_with_its_verification_outstanding()
    {
        const Taken taken = take(journal, {stored(1, ReportStatus::ready)}).at(0);

        CPPUNIT_ASSERT(taken.kind == Taken::Kind::stored);
        CPPUNIT_ASSERT(journal.report(reportId(1)));
        CPPUNIT_ASSERT(journal.outstanding().at(0).kind == Step::Kind::verify);
    }

    void the_same_report_gets_the_first_answer_again()
    {
        const StoredReport first = stored(1, ReportStatus::ready);
        StoredReport again = first;
        again.receipt = "another";
        (void)take(journal, {first});

        const Taken taken = take(journal, {again}).at(0);

        CPPUNIT_ASSERT(taken.kind == Taken::Kind::repeated);
        CPPUNIT_ASSERT_EQUAL(first.receipt, taken.receipt);
    }

    void the_same_id_with_another_content_differs()
    {
        (void)take(journal, {stored(1, ReportStatus::failed)});

        CPPUNIT_ASSERT(take(journal, {stored(1, ReportStatus::ready)}).at(0).kind == Taken::Kind::differs);
    }

    void an_incarnation_that_was_reinstalled_contradicts()
    {
        verify(stored(1, ReportStatus::ready));
        const Happening restore{Happening::Kind::reinstalled, "e", kNoon + std::chrono::hours(1), "VM.RESTORE"};
        journal.commit(happened(journal.vm(kVm).value(), restore, LifecycleRules{}, kNoon));

        const Taken taken = take(journal, {stored(2, ReportStatus::ready)}).at(0);

        CPPUNIT_ASSERT(taken.kind == Taken::Kind::contradicts);
        CPPUNIT_ASSERT(taken.why.find(kVm.str()) != std::string::npos);
        CPPUNIT_ASSERT(!journal.report(reportId(2)));
    }

    void an_unknown_incarnation_is_taken_and_judged_with_cloudstack()
    {
        verify(stored(1, ReportStatus::ready));

        CPPUNIT_ASSERT(take(journal, {fromOtherIncarnation(2)}).at(0).kind == Taken::Kind::stored);
    }

    void an_unverified_report_binds_nothing()
    {
        (void)take(journal, {fromOtherIncarnation(1)});

        CPPUNIT_ASSERT(take(journal, {stored(2, ReportStatus::ready)}).at(0).kind == Taken::Kind::stored);
    }

    void the_same_report_twice_in_one_batch_is_stored_once()
    {
        StoredReport again = stored(1, ReportStatus::ready);
        again.receipt = "another";

        const auto taken = take(journal, {stored(1, ReportStatus::ready), again, stored(1, ReportStatus::failed)});

        CPPUNIT_ASSERT(taken.at(0).kind == Taken::Kind::stored);
        CPPUNIT_ASSERT(taken.at(1).kind == Taken::Kind::repeated);
        CPPUNIT_ASSERT_EQUAL(taken.at(0).receipt, taken.at(1).receipt);
        CPPUNIT_ASSERT(taken.at(2).kind == Taken::Kind::differs);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, journal.outstanding().size());
    }

    void answers_stand_in_the_order_of_the_reports()
    {
        (void)take(journal, {stored(2, ReportStatus::ready)});

        const auto taken = take(
            journal, {stored(1, ReportStatus::ready), stored(2, ReportStatus::failed), stored(3, ReportStatus::ready)});

        CPPUNIT_ASSERT_EQUAL(stored(1, ReportStatus::ready).receipt, taken.at(0).receipt);
        CPPUNIT_ASSERT(taken.at(1).kind == Taken::Kind::differs);
        CPPUNIT_ASSERT_EQUAL(stored(3, ReportStatus::ready).receipt, taken.at(2).receipt);
    }

    void a_full_store_takes_nothing()
    {
        journal.fillUpOnce();

        CPPUNIT_ASSERT_THROW((void)take(journal, {stored(1, ReportStatus::ready)}), JournalError);

        CPPUNIT_ASSERT(!journal.report(reportId(1)));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(IntakeTest);
