#include "tests/unit/manager/core/LifeOfAVm.h"

using namespace readystage;
using namespace readystage::samples;
using namespace std::chrono_literals;
using namespace std::string_literals;

/// What CloudStack does to a VM that was ready, and what its VM may say afterwards.
class LivesTest : public LifeOfAVm {
    CPPUNIT_TEST_SUITE(LivesTest);
    CPPUNIT_TEST(a_restore_takes_the_flag_away_by_its_event);
    CPPUNIT_TEST(a_restore_without_an_event_is_seen_by_its_root_disk);
    CPPUNIT_TEST(after_a_restore_the_old_incarnation_no_longer_counts);
    CPPUNIT_TEST(after_a_restore_the_new_incarnation_becomes_ready);
    CPPUNIT_TEST(a_restore_event_that_comes_late_leaves_the_new_incarnation_alone);
    CPPUNIT_TEST(a_volatile_reboot_takes_the_flag_away);
    CPPUNIT_TEST(another_reboot_does_not);
    CPPUNIT_TEST(a_reset_of_userdata_takes_the_flag_away_until_the_vm_says_ready_again);
    CPPUNIT_TEST(an_event_from_before_the_verdict_changes_nothing);
    CPPUNIT_TEST(a_destroyed_vm_is_gone_and_has_no_tag);
    CPPUNIT_TEST(an_expunged_vm_is_gone_without_its_event);
    CPPUNIT_TEST(a_recovered_vm_is_not_ready_until_it_says_so);
    CPPUNIT_TEST(a_vm_that_changed_hands_starts_over);
    CPPUNIT_TEST(an_impostor_does_not_become_a_new_life);
    CPPUNIT_TEST(a_new_incarnation_is_believed_where_the_root_disk_is_new);
    CPPUNIT_TEST(a_new_incarnation_waits_for_an_event_on_its_way);
    CPPUNIT_TEST(ready_per_boot_ends_with_the_boot);
    CPPUNIT_TEST(ready_per_incarnation_does_not);
    CPPUNIT_TEST(a_vm_that_never_has_a_verdict_times_out);
    CPPUNIT_TEST(progress_moves_the_deadline_up_to_the_cap);
    CPPUNIT_TEST(a_good_run_after_the_timeout_still_counts);
    CPPUNIT_TEST(the_deadline_of_a_deployed_vm_begins_at_running);
    CPPUNIT_TEST(a_revoked_vm_has_no_mark_until_it_says_ready_again);
    CPPUNIT_TEST(who_observes_writes_nothing);
    CPPUNIT_TEST(vms_out_of_scope_are_recorded_and_not_marked);
    CPPUNIT_TEST(the_lag_of_a_withdrawal_is_told);
    CPPUNIT_TEST_SUITE_END();

    void a_restore_takes_the_flag_away_by_its_event()
    {
        becomeReady();

        cloud.restore(kVm, clock.now());
        followEvents();

        CPPUNIT_ASSERT(vm().state == VmState::pending);
        CPPUNIT_ASSERT(hasNoMark());
        CPPUNIT_ASSERT_EQUAL("a=1\nready=0\n"s, cloud.userDataNow(kVm));
    }

    void a_restore_without_an_event_is_seen_by_its_root_disk()
    {
        becomeReady();
        cloud.loseEvents();

        cloud.restore(kVm, clock.now());
        sweep();

        CPPUNIT_ASSERT(vm().state == VmState::pending);
        CPPUNIT_ASSERT(hasNoMark());
    }

    void after_a_restore_the_old_incarnation_no_longer_counts()
    {
        becomeReady();
        cloud.restore(kVm, clock.now());
        StoredReport late = stored(2, ReportStatus::ready);
        late.receivedAt = clock.now();
        (void)take(journal, {late});
        followEvents();

        CPPUNIT_ASSERT(vm().state == VmState::pending);
        CPPUNIT_ASSERT(lastRefusal().find("has been reinstalled") != std::string::npos);
    }

    void after_a_restore_the_new_incarnation_becomes_ready()
    {
        becomeReady();
        cloud.restore(kVm, clock.now());
        followEvents();
        clock.advance(1min);

        reportAs(kOtherIncarnation, 2, ReportStatus::ready);

        CPPUNIT_ASSERT(vm().state == VmState::ready);
        CPPUNIT_ASSERT(vm().incarnation == kOtherIncarnation);
        CPPUNIT_ASSERT(isMarked());
    }

    void a_restore_event_that_comes_late_leaves_the_new_incarnation_alone()
    {
        becomeReady();
        cloud.restore(kVm, clock.now());
        clock.advance(20s);
        reportAs(kOtherIncarnation, 2, ReportStatus::ready);
        CPPUNIT_ASSERT(vm().state == VmState::ready);

        followEvents();
        clock.advance(1min);
        work();

        CPPUNIT_ASSERT(vm().state == VmState::ready);
        CPPUNIT_ASSERT(vm().incarnation == kOtherIncarnation);
    }

    void a_volatile_reboot_takes_the_flag_away()
    {
        becomeReady();

        cloud.reboot(kVm, clock.now(), true);
        followEvents();

        CPPUNIT_ASSERT(vm().state == VmState::pending);
        CPPUNIT_ASSERT(hasNoMark());
    }

    void another_reboot_does_not()
    {
        becomeReady();

        cloud.reboot(kVm, clock.now(), false);
        followEvents();

        CPPUNIT_ASSERT(vm().state == VmState::ready);
        CPPUNIT_ASSERT(isMarked());
    }

    void a_reset_of_userdata_takes_the_flag_away_until_the_vm_says_ready_again()
    {
        becomeReady();

        cloud.resetUserData(kVm, clock.now());
        followEvents();
        CPPUNIT_ASSERT(vm().state == VmState::pending);
        CPPUNIT_ASSERT(hasNoMark());
        clock.advance(1min);
        report(2, ReportStatus::ready);

        CPPUNIT_ASSERT(vm().state == VmState::ready);
        CPPUNIT_ASSERT(isMarked());
    }

    void an_event_from_before_the_verdict_changes_nothing()
    {
        cloud.addVm(kVm);
        cloud.resetUserData(kVm, clock.now());
        clock.advance(10s);
        report(1, ReportStatus::ready);

        followEvents();

        CPPUNIT_ASSERT(vm().state == VmState::ready);
    }

    void a_destroyed_vm_is_gone_and_has_no_tag()
    {
        becomeReady();

        cloud.destroy(kVm, clock.now());
        followEvents();

        CPPUNIT_ASSERT(vm().state == VmState::gone);
        CPPUNIT_ASSERT(cloud.tagsNow(kVm).empty());
    }

    void an_expunged_vm_is_gone_without_its_event()
    {
        becomeReady();
        cloud.loseEvents();

        cloud.forgetVm(kVm);
        sweep();

        CPPUNIT_ASSERT(vm().state == VmState::gone);
        CPPUNIT_ASSERT(vm().tag.state == Carrier::State::none);
    }

    void a_recovered_vm_is_not_ready_until_it_says_so()
    {
        becomeReady();
        cloud.destroy(kVm, clock.now());
        followEvents();

        cloud.setState(kVm, "Running");
        (void)steps().perform({{.kind = Step::Kind::look, .vm = kVm, .report = {}}});
        CPPUNIT_ASSERT(vm().state == VmState::pending);
        clock.advance(1min);
        report(2, ReportStatus::ready);

        CPPUNIT_ASSERT(vm().state == VmState::ready);
    }

    void a_vm_that_changed_hands_starts_over()
    {
        becomeReady();
        cloud.giveTo(kVm, "bob");

        sweep();

        CPPUNIT_ASSERT(vm().state == VmState::pending);
        CPPUNIT_ASSERT(hasNoMark());
    }

    void an_impostor_does_not_become_a_new_life()
    {
        becomeReady();

        reportAs(kOtherIncarnation, 2, ReportStatus::failed);
        clock.advance(31s);
        work();

        CPPUNIT_ASSERT(vm().state == VmState::ready);
        CPPUNIT_ASSERT(vm().incarnation == kIncarnation);
        CPPUNIT_ASSERT_EQUAL("another incarnation, and CloudStack knows of no reinstall"s, lastRefusal());
        CPPUNIT_ASSERT_EQUAL(1, witness.counts().alarms);
    }

    void a_new_incarnation_is_believed_where_the_root_disk_is_new()
    {
        becomeReady();
        cloud.loseEvents();
        cloud.restore(kVm, clock.now());

        reportAs(kOtherIncarnation, 2, ReportStatus::progress);

        CPPUNIT_ASSERT(vm().state == VmState::configuring);
        CPPUNIT_ASSERT(hasNoMark());
    }

    void a_new_incarnation_waits_for_an_event_on_its_way()
    {
        becomeReady();
        cloud.hideVolumes();
        cloud.restore(kVm, clock.now());
        clock.advance(5s);
        reportAs(kOtherIncarnation, 2, ReportStatus::ready);
        CPPUNIT_ASSERT(vm().incarnation == kIncarnation);

        followEvents();
        clock.advance(10s);
        work();

        CPPUNIT_ASSERT(vm().incarnation == kOtherIncarnation);
        CPPUNIT_ASSERT(vm().state == VmState::ready);
    }

    void ready_per_boot_ends_with_the_boot()
    {
        rules.lifecycle.readyPerBoot = true;
        becomeReady();

        cloud.reboot(kVm, clock.now(), false);
        followEvents();

        CPPUNIT_ASSERT(vm().state == VmState::pending);
        CPPUNIT_ASSERT(hasNoMark());
    }

    void ready_per_incarnation_does_not()
    {
        becomeReady();
        Report booted = samples::report(2, ReportStatus::progress);
        booted.boot = BootId::parse("ffffffff-0b0a-4908-8706-050403020100").value();

        report(booted);

        CPPUNIT_ASSERT(vm().state == VmState::ready);
    }

    void a_vm_that_never_has_a_verdict_times_out()
    {
        cloud.addVm(kVm);
        report(1, ReportStatus::progress);

        clock.advance(rules.lifecycle.deadline);
        work();

        CPPUNIT_ASSERT(vm().state == VmState::timeout);
        CPPUNIT_ASSERT(cloud.tagsNow(kVm).at(0) == (Tag{"readystage", "timeout"}));
        CPPUNIT_ASSERT_EQUAL("no verdict within 3600 s; it was configuring"s, vm().reason);
    }

    void progress_moves_the_deadline_up_to_the_cap()
    {
        rules.lifecycle.deadline = 10min;
        rules.lifecycle.deadlineCap = 25min;
        cloud.addVm(kVm);
        for (int i = 1; i <= 3; ++i) {
            report(i, ReportStatus::progress);
            clock.advance(9min);
            work();
        }
        CPPUNIT_ASSERT(vm().state == VmState::timeout);
        CPPUNIT_ASSERT(vm().changedAt - vm().life.clockFrom.value() >= 25min);
    }

    void a_good_run_after_the_timeout_still_counts()
    {
        cloud.addVm(kVm);
        report(1, ReportStatus::progress);
        clock.advance(rules.lifecycle.deadline);
        work();

        report(2, ReportStatus::ready);

        CPPUNIT_ASSERT(vm().state == VmState::ready);
        CPPUNIT_ASSERT(isMarked());
    }

    void the_deadline_of_a_deployed_vm_begins_at_running()
    {
        cloud.addVm(kVm);
        cloud.setState(kVm, "Starting");
        journal.commit(Change{.deployment = Deployment{kVm, "foo", 1, clock.now()}});
        const Step look{.kind = Step::Kind::look, .vm = kVm, .report = {}};
        (void)steps().perform({look});
        CPPUNIT_ASSERT(!vm().life.deadline);
        clock.advance(3min);
        cloud.setState(kVm, "Running");

        (void)steps().perform({look});

        CPPUNIT_ASSERT(vm().life.deadline == clock.now() + rules.lifecycle.deadline);
    }

    void a_revoked_vm_has_no_mark_until_it_says_ready_again()
    {
        becomeReady();

        const Happening revoked{Happening::Kind::revoked, "r", clock.now(), "revoked: bad disk"};
        (void)steps().perform({{.kind = Step::Kind::look, .vm = kVm, .report = {}, .happening = revoked}});
        work();
        CPPUNIT_ASSERT(hasNoMark());
        report(2, ReportStatus::ready);

        CPPUNIT_ASSERT(isMarked());
    }

    void who_observes_writes_nothing()
    {
        rules.observe = true;
        cloud.addVm(kVm, "a=1\n");

        report(1, ReportStatus::ready);

        CPPUNIT_ASSERT(vm().state == VmState::ready);
        CPPUNIT_ASSERT_EQUAL(0, cloud.writes());
        CPPUNIT_ASSERT_EQUAL("the manager only observes"s, vm().tag.reason);
    }

    void vms_out_of_scope_are_recorded_and_not_marked()
    {
        rules.scope.accounts = {"bob"};
        cloud.addVm(kVm, "a=1\n");

        report(1, ReportStatus::ready);

        CPPUNIT_ASSERT(vm().state == VmState::ready);
        CPPUNIT_ASSERT_EQUAL(0, cloud.writes());
        CPPUNIT_ASSERT_EQUAL("out of scope"s, vm().tag.reason);
    }

    void the_lag_of_a_withdrawal_is_told()
    {
        becomeReady();
        cloud.restore(kVm, clock.now());
        clock.advance(4s);

        followEvents();

        const auto lags = witness.counts().lags;
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, lags.size());
        CPPUNIT_ASSERT(lags.front() >= 4s && lags.front() < 5s);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LivesTest);
