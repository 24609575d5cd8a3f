#include "manager/core/Lifecycle.h"

#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::samples;

class LifecycleTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LifecycleTest);
    CPPUNIT_TEST(a_ready_report_makes_the_vm_ready_and_wants_both_marks);
    CPPUNIT_TEST(the_first_failed_run_is_not_final);
    CPPUNIT_TEST(as_many_failed_runs_as_allowed_are_final);
    CPPUNIT_TEST(a_failed_run_wants_a_tag_but_no_userdata);
    CPPUNIT_TEST(a_good_run_mends_a_failed_vm);
    CPPUNIT_TEST(a_failed_run_does_not_take_a_ready_vm_away);
    CPPUNIT_TEST(another_ready_report_changes_nothing_but_is_told);
    CPPUNIT_TEST(progress_moves_the_vm_without_marks);
    CPPUNIT_TEST(progress_after_a_verdict_moves_nothing);
    CPPUNIT_TEST(another_incarnation_is_refused);
    CPPUNIT_TEST(a_refusal_touches_no_vm);
    CPPUNIT_TEST(the_evidence_is_kept);
    CPPUNIT_TEST_SUITE_END();

    VmRecord pending = newVm(kVm, kNoon);

    static VmRecord after(const VmRecord& before, const StoredReport& report)
    {
        return decide(before, report, Verified{Assurance::address}, LifecycleRules{}, kNoon).vm.value();
    }

    static int steps(const Change& change, Step::Kind kind)
    {
        int count = 0;
        for (const Step& step : change.outstanding)
            count += step.kind == kind ? 1 : 0;
        return count;
    }

    void a_ready_report_makes_the_vm_ready_and_wants_both_marks()
    {
        const Change change =
            decide(pending, stored(1, ReportStatus::ready), Verified{Assurance::address}, LifecycleRules{}, kNoon);

        CPPUNIT_ASSERT(change.vm->state == VmState::ready);
        CPPUNIT_ASSERT_EQUAL(std::string("ready"), change.events.at(0).type);
        CPPUNIT_ASSERT_EQUAL(1, steps(change, Step::Kind::tag));
        CPPUNIT_ASSERT_EQUAL(1, steps(change, Step::Kind::userData));
        CPPUNIT_ASSERT(change.vm->tag.state == Carrier::State::wanted);
        CPPUNIT_ASSERT(change.vm->userData.state == Carrier::State::wanted);
    }

    void the_first_failed_run_is_not_final()
    {
        const VmRecord vm = after(pending, stored(1, ReportStatus::failed, "Exec[foo]"));

        CPPUNIT_ASSERT(vm.state == VmState::failing);
        CPPUNIT_ASSERT_EQUAL(1, vm.failedRuns);
        CPPUNIT_ASSERT_EQUAL(std::string("Exec[foo]"), vm.reason);
    }

    void as_many_failed_runs_as_allowed_are_final()
    {
        VmRecord vm = after(pending, stored(1, ReportStatus::failed));
        vm = after(vm, stored(2, ReportStatus::failed));

        CPPUNIT_ASSERT(vm.state == VmState::failed);
    }

    void a_failed_run_wants_a_tag_but_no_userdata()
    {
        const Change change =
            decide(pending, stored(1, ReportStatus::failed), Verified{Assurance::address}, LifecycleRules{}, kNoon);

        CPPUNIT_ASSERT_EQUAL(1, steps(change, Step::Kind::tag));
        CPPUNIT_ASSERT_EQUAL(0, steps(change, Step::Kind::userData));
    }

    void a_good_run_mends_a_failed_vm()
    {
        VmRecord failed = newVm(kVm, kNoon);
        failed.failedAfterRuns = 1;
        failed = after(failed, stored(1, ReportStatus::failed));

        CPPUNIT_ASSERT(failed.state == VmState::failed);
        CPPUNIT_ASSERT(after(failed, stored(2, ReportStatus::ready)).state == VmState::ready);
    }

    void a_failed_run_does_not_take_a_ready_vm_away()
    {
        const VmRecord ready = after(pending, stored(1, ReportStatus::ready));

        const Change change = decide(ready, stored(2, ReportStatus::failed, "Exec[x]"), Verified{Assurance::address},
                                     LifecycleRules{}, kNoon);

        CPPUNIT_ASSERT(change.vm->state == VmState::ready);
        CPPUNIT_ASSERT_EQUAL(std::string(""), change.vm->reason);
        CPPUNIT_ASSERT_EQUAL(std::string("run-failed"), change.events.at(0).type);
        CPPUNIT_ASSERT(change.outstanding.empty());
    }

    void another_ready_report_changes_nothing_but_is_told()
    {
        const VmRecord ready = after(pending, stored(1, ReportStatus::ready));

        const Change change =
            decide(ready, stored(2, ReportStatus::ready), Verified{Assurance::address}, LifecycleRules{}, kNoon);

        CPPUNIT_ASSERT(change.vm->decidedBy == reportId(1));
        CPPUNIT_ASSERT_EQUAL(std::string("run-succeeded"), change.events.at(0).type);
        CPPUNIT_ASSERT(change.outstanding.empty());
    }

    void progress_moves_the_vm_without_marks()
    {
        Report booted = report(1, ReportStatus::progress);
        booted.phase = "booted";

        const Change first = decide(pending, stored(booted), Verified{Assurance::address}, LifecycleRules{}, kNoon);
        const Change second =
            decide(*first.vm, stored(2, ReportStatus::progress), Verified{Assurance::address}, LifecycleRules{}, kNoon);

        CPPUNIT_ASSERT(first.vm->state == VmState::booted);
        CPPUNIT_ASSERT(second.vm->state == VmState::configuring);
        CPPUNIT_ASSERT_EQUAL(0, steps(second, Step::Kind::tag) + steps(second, Step::Kind::userData));
    }

    void progress_after_a_verdict_moves_nothing()
    {
        const VmRecord failing = after(pending, stored(1, ReportStatus::failed));

        const Change change =
            decide(failing, stored(2, ReportStatus::progress), Verified{Assurance::address}, LifecycleRules{}, kNoon);

        CPPUNIT_ASSERT(change.vm->state == VmState::failing);
        CPPUNIT_ASSERT_EQUAL(std::string("progress"), change.events.at(0).type);
    }

    void another_incarnation_is_refused()
    {
        const VmRecord ready = after(pending, stored(1, ReportStatus::ready));
        Report other = report(2, ReportStatus::ready);
        other.incarnation = kOtherIncarnation;

        const Change change = decide(ready, stored(other), Verified{Assurance::address}, LifecycleRules{}, kNoon);

        CPPUNIT_ASSERT(!change.verdict->accepted);
        CPPUNIT_ASSERT(!change.vm);
        CPPUNIT_ASSERT_EQUAL(std::string("refused"), change.events.at(0).type);
    }

    void a_refusal_touches_no_vm()
    {
        const Change change = refuse(stored(1, ReportStatus::ready), "no such VM", kNoon);

        CPPUNIT_ASSERT(!change.vm);
        CPPUNIT_ASSERT_EQUAL(std::string("no such VM"), change.verdict->reason);
        CPPUNIT_ASSERT(change.outstanding.empty());
    }

    void the_evidence_is_kept()
    {
        const VmRecord vm = after(pending, stored(1, ReportStatus::ready));

        CPPUNIT_ASSERT(vm.assurance == Assurance::address);
        CPPUNIT_ASSERT(vm.incarnation == kIncarnation);
        CPPUNIT_ASSERT(vm.decidedBy == reportId(1));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LifecycleTest);
