#include "manager/core/Steps.h"

#include "manager/core/Intake.h"
#include "tests/fakes/CountingWitness.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FakeCloudStack.h"
#include "tests/fakes/MemoryJournal.h"
#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::samples;
using namespace std::chrono_literals;
using namespace std::string_literals;

class StepsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(StepsTest);
    CPPUNIT_TEST(a_ready_report_ends_as_a_marked_vm);
    CPPUNIT_TEST(waiters_are_told_before_the_marks_are_written);
    CPPUNIT_TEST(a_report_of_an_unknown_vm_ends_refused);
    CPPUNIT_TEST(a_report_from_elsewhere_makes_nothing_ready);
    CPPUNIT_TEST(while_the_cloud_is_down_the_step_stays_outstanding);
    CPPUNIT_TEST(after_a_restart_everything_goes_on);
    CPPUNIT_TEST(doing_a_finished_step_again_is_harmless);
    CPPUNIT_TEST(a_failed_vm_gets_a_tag_with_the_reason_and_no_ready);
    CPPUNIT_TEST(a_mended_vm_loses_the_tag_of_its_failure);
    CPPUNIT_TEST(a_lost_answer_to_the_tag_is_no_second_tag);
    CPPUNIT_TEST(somebody_elses_tag_refuses_the_carrier);
    CPPUNIT_TEST(userdata_that_would_be_damaged_refuses_the_carrier_and_the_tag_still_says_it);
    CPPUNIT_TEST(a_cloud_that_keeps_saying_no_is_not_asked_for_ever);
    CPPUNIT_TEST(an_overwritten_mark_is_restored_by_the_second_look);
    CPPUNIT_TEST(the_bundle_says_how_many_failures_are_final);
    CPPUNIT_TEST(retries_wait_longer_and_longer_up_to_the_cap);
    CPPUNIT_TEST(a_vm_that_is_gone_ends_its_steps);
    CPPUNIT_TEST(reports_count_in_the_order_they_came);
    CPPUNIT_TEST(a_report_judged_late_does_not_undo_a_newer_verdict);
    CPPUNIT_TEST(a_hundred_reports_are_verified_by_one_list);
    CPPUNIT_TEST_SUITE_END();

    struct Listener final : Announcer {
        std::vector<VmState> heard;

        void changed(const VmRecord& vm) override { heard.push_back(vm.state); }
    };

    fakes::FakeCloudStack cloud;
    fakes::MemoryJournal journal;
    fakes::FakeClock clock;
    Listener listener;
    fakes::CountingWitness witness;
    StepRules rules;
    Steps steps = withRules();

    Steps withRules()
    {
        return {{cloud, cloud, journal, listener, witness, clock}, rules, [](auto ceiling) { return ceiling; }};
    }

    void report(const StoredReport& stored)
    {
        CPPUNIT_ASSERT(take(journal, {stored}).at(0).kind == Taken::Kind::stored);
    }

    /// Performs what is due, as the workers do, until nothing is; at most 50 steps.
    void work()
    {
        for (int i = 0; i < 50; ++i) {
            const auto outstanding = journal.outstanding();
            if (outstanding.empty() || outstanding.front().notBefore > clock.now())
                return;
            (void)steps.perform({outstanding.front()});
        }
        CPPUNIT_FAIL("the work never ends");
    }

    VmRecord vm() { return journal.vm(kVm).value(); }

    std::vector<std::string> eventTypes()
    {
        std::vector<std::string> types;
        for (const Event& event : journal.eventsOf(kVm, 100))
            types.push_back(event.type);
        return types;
    }

    void a_ready_report_ends_as_a_marked_vm()
    {
        cloud.addVm(kVm, "flavour=foo\n");
        report(stored(1, ReportStatus::ready));

        work();

        CPPUNIT_ASSERT(vm().state == VmState::ready);
        CPPUNIT_ASSERT_EQUAL("flavour=foo\nready=1\n"s, cloud.userDataNow(kVm));
        CPPUNIT_ASSERT(cloud.tagsNow(kVm) == (std::vector<Tag>{{"ready", "1"}}));
        CPPUNIT_ASSERT(eventTypes() == (std::vector<std::string>{"ready", "tag-written", "userdata-written"}));
    }

    void waiters_are_told_before_the_marks_are_written()
    {
        cloud.addVm(kVm);
        report(stored(1, ReportStatus::ready));

        (void)steps.perform({journal.outstanding().front()});

        CPPUNIT_ASSERT(listener.heard == std::vector<VmState>{VmState::ready});
        CPPUNIT_ASSERT_EQUAL(0, cloud.writes());
    }

    void a_report_of_an_unknown_vm_ends_refused()
    {
        report(stored(1, ReportStatus::ready));

        work();
        CPPUNIT_ASSERT(!journal.vm(kVm));
        CPPUNIT_ASSERT(eventTypes().empty());
        clock.advance(31s);
        work();

        CPPUNIT_ASSERT(!journal.vm(kVm));
        CPPUNIT_ASSERT_EQUAL("no such VM"s, journal.eventsOf(kVm, 1).at(0).detail);
        CPPUNIT_ASSERT(journal.outstanding().empty());
    }

    void a_report_from_elsewhere_makes_nothing_ready()
    {
        cloud.addVm(kVm);
        StoredReport forged = stored(1, ReportStatus::ready);
        forged.peer = kOtherAddress;
        report(forged);

        work();

        CPPUNIT_ASSERT(!journal.vm(kVm));
        CPPUNIT_ASSERT(cloud.tagsNow(kVm).empty());
        CPPUNIT_ASSERT(eventTypes() == std::vector<std::string>{"refused"});
    }

    void while_the_cloud_is_down_the_step_stays_outstanding()
    {
        cloud.addVm(kVm);
        cloud.goDown();
        report(stored(1, ReportStatus::ready));

        for (int i = 0; i < 20; ++i) {
            work();
            clock.advance(60s);
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, journal.outstanding().size());
        cloud.comeBack();
        work();

        CPPUNIT_ASSERT(vm().state == VmState::ready);
    }

    void after_a_restart_everything_goes_on()
    {
        cloud.addVm(kVm);
        report(stored(1, ReportStatus::ready));
        (void)steps.perform({journal.outstanding().front()});

        Steps restarted = withRules();
        while (!journal.outstanding().empty()) {
            clock.advance(10s);
            (void)restarted.perform({journal.outstanding().front()});
        }

        CPPUNIT_ASSERT_EQUAL("ready=1\n"s, cloud.userDataNow(kVm));
        CPPUNIT_ASSERT(cloud.tagsNow(kVm) == (std::vector<Tag>{{"ready", "1"}}));
    }

    void doing_a_finished_step_again_is_harmless()
    {
        cloud.addVm(kVm);
        report(stored(1, ReportStatus::ready));
        work();
        const int writes = cloud.writes();

        (void)steps.perform({{.kind = Step::Kind::tag, .vm = kVm}});
        (void)steps.perform({{.kind = Step::Kind::userData, .vm = kVm}});

        CPPUNIT_ASSERT_EQUAL(writes, cloud.writes());
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, eventTypes().size());
    }

    void a_failed_vm_gets_a_tag_with_the_reason_and_no_ready()
    {
        cloud.addVm(kVm, "flavour=foo\n");
        report(stored(1, ReportStatus::failed, "1 resource failed: Exec[install-foo]"));

        work();

        const std::vector<Tag> expected{{"readystage", "failing"},
                                        {"readystage-reason", "1 resource failed: Exec[install-foo]"}};
        CPPUNIT_ASSERT(cloud.tagsNow(kVm) == expected);
        CPPUNIT_ASSERT_EQUAL("flavour=foo\n"s, cloud.userDataNow(kVm));
    }

    void a_mended_vm_loses_the_tag_of_its_failure()
    {
        cloud.addVm(kVm);
        report(stored(1, ReportStatus::failed, "Exec[a]"));
        work();
        report(stored(2, ReportStatus::ready));

        work();

        CPPUNIT_ASSERT(cloud.tagsNow(kVm) == (std::vector<Tag>{{"ready", "1"}}));
        CPPUNIT_ASSERT(vm().tagsWritten == (std::vector<Tag>{{"ready", "1"}}));
    }

    void a_lost_answer_to_the_tag_is_no_second_tag()
    {
        cloud.addVm(kVm);
        rules.markUserData = false;
        report(stored(1, ReportStatus::ready));
        (void)steps.perform({journal.outstanding().front()});
        cloud.loseNextAnswer();

        (void)steps.perform({{.kind = Step::Kind::tag, .vm = kVm}});
        clock.advance(60s);
        work();

        CPPUNIT_ASSERT(cloud.tagsNow(kVm) == (std::vector<Tag>{{"ready", "1"}}));
        CPPUNIT_ASSERT(vm().tag.state == Carrier::State::written);
    }

    void somebody_elses_tag_refuses_the_carrier()
    {
        cloud.addVm(kVm);
        (void)cloud.createTags(kVm, {{"ready", "perhaps"}});
        report(stored(1, ReportStatus::ready));

        work();

        CPPUNIT_ASSERT(cloud.tagsNow(kVm) == (std::vector<Tag>{{"ready", "perhaps"}}));
        CPPUNIT_ASSERT(vm().tag.state == Carrier::State::refused);
        CPPUNIT_ASSERT(vm().state == VmState::ready);
    }

    void userdata_that_would_be_damaged_refuses_the_carrier_and_the_tag_still_says_it()
    {
        cloud.addVm(kVm, "#cloud-config\npackages: [x]\n");
        report(stored(1, ReportStatus::ready));

        work();

        CPPUNIT_ASSERT_EQUAL("#cloud-config\npackages: [x]\n"s, cloud.userDataNow(kVm));
        CPPUNIT_ASSERT(vm().userData.state == Carrier::State::refused);
        CPPUNIT_ASSERT(vm().tag.state == Carrier::State::written);
    }

    void a_cloud_that_keeps_saying_no_is_not_asked_for_ever()
    {
        cloud.addVm(kVm);
        cloud.refuseTags("quota");
        cloud.refuseUserData("deny");
        report(stored(1, ReportStatus::ready));

        for (int i = 0; i < 20; ++i) {
            work();
            clock.advance(60s);
        }

        CPPUNIT_ASSERT(journal.outstanding().empty());
        CPPUNIT_ASSERT_EQUAL("quota"s, vm().tag.reason);
        CPPUNIT_ASSERT_EQUAL("deny"s, vm().userData.reason);
    }

    void an_overwritten_mark_is_restored_by_the_second_look()
    {
        cloud.addVm(kVm, "a=1\n");
        report(stored(1, ReportStatus::ready));
        work();
        (void)cloud.setUserData(kVm, UserData("a=1\n"));

        clock.advance(rules.secondLook);
        work();

        CPPUNIT_ASSERT_EQUAL("a=1\nready=1\n"s, cloud.userDataNow(kVm));
    }

    void the_bundle_says_how_many_failures_are_final()
    {
        cloud.addVm(kVm);
        journal.commit(Change{.deployment = Deployment{kVm, "foo", 1, kNoon}});
        report(stored(1, ReportStatus::failed));

        work();

        CPPUNIT_ASSERT(vm().state == VmState::failed);
        CPPUNIT_ASSERT_EQUAL("foo"s, vm().bundle);
    }

    void retries_wait_longer_and_longer_up_to_the_cap()
    {
        cloud.goDown();
        report(stored(1, ReportStatus::ready));
        std::vector<std::chrono::milliseconds> waits;

        for (int i = 0; i < 9; ++i) {
            const Step step = journal.outstanding().front();
            clock.advance(std::chrono::duration_cast<std::chrono::milliseconds>(step.notBefore - clock.now()));
            (void)steps.perform({step});
            waits.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(
                journal.outstanding().front().notBefore - clock.now()));
        }

        const std::vector<std::chrono::milliseconds> expected{1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s, 60s};
        CPPUNIT_ASSERT(waits == expected);
    }

    void a_vm_that_is_gone_ends_its_steps()
    {
        cloud.addVm(kVm);
        report(stored(1, ReportStatus::ready));
        (void)steps.perform({journal.outstanding().front()});
        cloud.forgetVm(kVm);

        for (int i = 0; i < 20; ++i) {
            work();
            clock.advance(60s);
        }

        CPPUNIT_ASSERT(journal.outstanding().empty());
    }

    void report(int number, ReportStatus status, Clock::Wall at)
    {
        StoredReport said = stored(number, status);
        said.receivedAt = at;
        report(said);
    }

    void reports_count_in_the_order_they_came()
    {
        cloud.addVm(kVm);
        report(9, ReportStatus::failed, clock.now());
        report(5, ReportStatus::failed, clock.now() + 1s);
        report(1, ReportStatus::ready, clock.now() + 2s);

        (void)steps.perform(journal.outstanding());

        CPPUNIT_ASSERT(vm().state == VmState::ready);
        CPPUNIT_ASSERT(eventTypes() == (std::vector<std::string>{"failing", "failed", "ready"}));
    }

    void a_report_judged_late_does_not_undo_a_newer_verdict()
    {
        cloud.addVm(kVm);
        report(1, ReportStatus::failed, clock.now());
        work();
        report(2, ReportStatus::ready, clock.now() - 1min);

        work();

        CPPUNIT_ASSERT(vm().state == VmState::failing);
    }

    void a_hundred_reports_are_verified_by_one_list()
    {
        for (int i = 0; i < 100; ++i) {
            Report said = samples::report(i, ReportStatus::ready);
            const std::string digits = std::to_string(1'000'000 + i).substr(1);
            said.vm = InstanceId::parse("bbbbbbbb-0000-4000-8000-000000" + digits).value();
            cloud.addVm(said.vm);
            report(stored(said));
        }

        (void)steps.perform(journal.outstanding());

        CPPUNIT_ASSERT_EQUAL(1, cloud.calls());
        CPPUNIT_ASSERT_EQUAL(100, witness.counts().accepted[Assurance::address]);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(StepsTest);
