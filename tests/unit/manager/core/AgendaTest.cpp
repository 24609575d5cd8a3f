#include "manager/core/Agenda.h"

#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::samples;
using namespace std::chrono_literals;

class AgendaTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AgendaTest);
    CPPUNIT_TEST(a_step_is_not_taken_before_its_time);
    CPPUNIT_TEST(verification_goes_before_marks);
    CPPUNIT_TEST(steps_of_one_vm_never_run_together);
    CPPUNIT_TEST(steps_of_other_vms_do);
    CPPUNIT_TEST(a_later_step_of_the_same_kind_replaces_the_earlier);
    CPPUNIT_TEST(it_says_when_to_look_again);
    CPPUNIT_TEST_SUITE_END();

    Agenda agenda;
    const Clock::Steady start{1h};

    static Step markStep(Step::Kind kind, const InstanceId& vm = kVm) { return {.kind = kind, .vm = vm}; }

    static Step verifyStep(int number) { return {.kind = Step::Kind::verify, .vm = kVm, .report = reportId(number)}; }

    void a_step_is_not_taken_before_its_time()
    {
        agenda.add(markStep(Step::Kind::tag), start + 1s);

        CPPUNIT_ASSERT(!agenda.next(start));
        CPPUNIT_ASSERT(agenda.next(start + 1s));
    }

    void verification_goes_before_marks()
    {
        agenda.add(markStep(Step::Kind::userData), start);
        agenda.add(markStep(Step::Kind::tag), start + 1s);
        agenda.add(verifyStep(1), start + 2s);

        for (const auto kind : {Step::Kind::verify, Step::Kind::tag, Step::Kind::userData}) {
            CPPUNIT_ASSERT(agenda.next(start + 3s).value().kind == kind);
            agenda.finished(kVm);
        }
    }

    void steps_of_one_vm_never_run_together()
    {
        agenda.add(verifyStep(1), start);
        agenda.add(verifyStep(2), start);

        CPPUNIT_ASSERT(agenda.next(start));
        CPPUNIT_ASSERT(!agenda.next(start));
        agenda.finished(kVm);
        CPPUNIT_ASSERT(agenda.next(start));
    }

    void steps_of_other_vms_do()
    {
        agenda.add(markStep(Step::Kind::tag), start);
        agenda.add(markStep(Step::Kind::tag, kOtherVm), start);

        CPPUNIT_ASSERT(agenda.next(start));
        CPPUNIT_ASSERT(agenda.next(start));
    }

    void a_later_step_of_the_same_kind_replaces_the_earlier()
    {
        agenda.add(markStep(Step::Kind::tag), start);
        agenda.add(markStep(Step::Kind::tag), start + 5s);

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, agenda.size());
        CPPUNIT_ASSERT(!agenda.next(start));
        CPPUNIT_ASSERT(agenda.next(start + 5s));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, agenda.size());
    }

    void it_says_when_to_look_again()
    {
        CPPUNIT_ASSERT(!agenda.wakeAt());

        agenda.add(verifyStep(1), start + 2s);
        agenda.add(verifyStep(2), start + 1s);

        CPPUNIT_ASSERT(agenda.wakeAt() == start + 1s);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AgendaTest);
