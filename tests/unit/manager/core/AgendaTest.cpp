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
    CPPUNIT_TEST(verifications_of_many_vms_come_together);
    CPPUNIT_TEST(a_batch_has_its_limit);
    CPPUNIT_TEST(a_report_that_waits_for_another_try_comes_with_the_next_of_its_vm);
    CPPUNIT_TEST(looks_go_first_and_each_happening_is_kept);
    CPPUNIT_TEST(what_is_looked_at_again_waits_for_what_is_new_but_not_for_routers);
    CPPUNIT_TEST_SUITE_END();

    Agenda agenda;
    const Clock::Steady start{1h};

    static Step markStep(Step::Kind kind, const InstanceId& vm = kVm) { return {.kind = kind, .vm = vm}; }

    static Step verifyStep(int number) { return {.kind = Step::Kind::verify, .vm = kVm, .report = reportId(number)}; }

    void a_step_is_not_taken_before_its_time()
    {
        agenda.add(markStep(Step::Kind::tag), start + 1s);

        CPPUNIT_ASSERT(agenda.next(start).empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, agenda.next(start + 1s).size());
    }

    void verification_goes_before_marks()
    {
        agenda.add(markStep(Step::Kind::userData), start);
        agenda.add(markStep(Step::Kind::tag), start + 1s);
        agenda.add(verifyStep(1), start + 2s);

        for (const auto kind : {Step::Kind::verify, Step::Kind::tag, Step::Kind::userData}) {
            CPPUNIT_ASSERT(agenda.next(start + 3s).at(0).kind == kind);
            agenda.finished(kVm);
        }
    }

    void steps_of_one_vm_never_run_together()
    {
        agenda.add(verifyStep(1), start);
        agenda.add(markStep(Step::Kind::tag), start);

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, agenda.next(start).size());
        CPPUNIT_ASSERT(agenda.next(start).empty());
        agenda.finished(kVm);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, agenda.next(start).size());
    }

    void steps_of_other_vms_do()
    {
        agenda.add(markStep(Step::Kind::tag), start);
        agenda.add(markStep(Step::Kind::tag, kOtherVm), start);

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, agenda.next(start).size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, agenda.next(start).size());
    }

    void a_later_step_of_the_same_kind_replaces_the_earlier()
    {
        agenda.add(markStep(Step::Kind::tag), start);
        agenda.add(markStep(Step::Kind::tag), start + 5s);

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, agenda.size());
        CPPUNIT_ASSERT(agenda.next(start).empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, agenda.next(start + 5s).size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, agenda.size());
    }

    void it_says_when_to_look_again()
    {
        CPPUNIT_ASSERT(!agenda.wakeAt());

        agenda.add(verifyStep(1), start + 2s);
        agenda.add(verifyStep(2), start + 1s);

        CPPUNIT_ASSERT(agenda.wakeAt() == start + 1s);
    }

    static Step verifyStepOf(int number)
    {
        const std::string digits = std::to_string(1'000'000 + number).substr(1);
        return {.kind = Step::Kind::verify,
                .vm = InstanceId::parse("bbbbbbbb-0000-4000-8000-000000" + digits).value(),
                .report = reportId(number)};
    }

    void verifications_of_many_vms_come_together()
    {
        for (int i = 0; i < 3; ++i)
            agenda.add(verifyStepOf(i), start);
        agenda.add(markStep(Step::Kind::tag), start);

        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, agenda.next(start).size());
    }

    void a_batch_has_its_limit()
    {
        for (int i = 0; i < 150; ++i)
            agenda.add(verifyStepOf(i), start);

        CPPUNIT_ASSERT_EQUAL(Agenda::kBatch, agenda.next(start).size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{50}, agenda.next(start).size());
    }

    void a_report_that_waits_for_another_try_comes_with_the_next_of_its_vm()
    {
        agenda.add(verifyStep(1), start + 1min);
        agenda.add(verifyStep(2), start);

        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, agenda.next(start).size());
    }

    void looks_go_first_and_each_happening_is_kept()
    {
        agenda.add(verifyStep(1), start);
        for (const char* event : {"a", "b"})
            agenda.add({.kind = Step::Kind::look,
                        .vm = kVm,
                        .report = {},
                        .happening = Happening{Happening::Kind::destroyed, event, kNoon, "VM.DESTROY"}},
                       start);

        const auto batch = agenda.next(start);

        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, batch.size());
        CPPUNIT_ASSERT(batch.at(0).kind == Step::Kind::look);
    }

    void what_is_looked_at_again_waits_for_what_is_new_but_not_for_routers()
    {
        Step swept{.kind = Step::Kind::look, .vm = verifyStepOf(1).vm, .report = {}};
        swept.backFill = true;
        Step rechecked = verifyStepOf(2);
        rechecked.backFill = true;
        agenda.add(markStep(Step::Kind::userData, verifyStepOf(3).vm), start);
        agenda.add(rechecked, start);
        agenda.add(swept, start);
        agenda.add(markStep(Step::Kind::tag, verifyStepOf(4).vm), start);
        agenda.add(verifyStepOf(5), start);

        std::vector<InstanceId> order;
        for (auto batch = agenda.next(start); !batch.empty(); batch = agenda.next(start))
            order.push_back(batch.front().vm);

        const std::vector<InstanceId> expected{verifyStepOf(5).vm, verifyStepOf(4).vm, verifyStepOf(1).vm,
                                               verifyStepOf(2).vm, verifyStepOf(3).vm};
        CPPUNIT_ASSERT(expected == order);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AgendaTest);
