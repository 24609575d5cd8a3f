#include "tests/unit/manager/core/LifeOfAVm.h"

using namespace readystage;
using namespace readystage::samples;
using namespace std::chrono_literals;
using namespace std::string_literals;

/// What CloudStack shows against what the manager knows, where nobody told.
class DriftTest : public LifeOfAVm {
    CPPUNIT_TEST_SUITE(DriftTest);
    CPPUNIT_TEST(no_flag_outlives_its_truth_whoever_was_away);
    CPPUNIT_TEST(a_reset_of_userdata_without_an_event_is_seen_by_its_text);
    CPPUNIT_TEST(userdata_that_its_user_updated_ends_no_readiness);
    CPPUNIT_TEST(a_mark_that_another_update_overwrote_is_placed_again);
    CPPUNIT_TEST(who_writes_ready_0_is_left_alone);
    CPPUNIT_TEST(a_copied_mark_goes_with_the_first_report_of_the_copy);
    CPPUNIT_TEST(a_copied_mark_goes_as_soon_as_the_copy_is_created);
    CPPUNIT_TEST(a_copied_mark_stays_where_we_do_not_mark);
    CPPUNIT_TEST(a_copied_mark_in_a_format_we_do_not_edit_stays);
    CPPUNIT_TEST(the_bundle_says_how_long_and_for_what_ready_counts);
    CPPUNIT_TEST_SUITE_END();

    enum class End { restore, volatileReboot, reset, destroy };

    void bringAbout(End end)
    {
        switch (end) {
        case End::restore:
            return cloud.restore(kVm, clock.now());
        case End::volatileReboot:
            return cloud.reboot(kVm, clock.now(), true);
        case End::reset:
            return cloud.resetUserData(kVm, clock.now());
        case End::destroy:
            return cloud.destroy(kVm, clock.now());
        }
    }

    enum class Manager { isUp, comesBack, comesBackWithoutEvents };

    /// The manager's next round: where it comes back, with a sweep, and on from what it had seen.
    void nextRound(Manager manager)
    {
        if (manager != Manager::isUp) {
            clock.advance(1h);
            follower = EventFollower(journal.seen({}), clock.now());
        }
        followEvents();
        if (manager != Manager::isUp) {
            sweep();
            clock.advance(rules.lifecycle.explainWithin + 1s);
            work();
        }
    }

    void no_flag_outlives_its_truth_whoever_was_away()
    {
        for (const End end : {End::restore, End::volatileReboot, End::reset, End::destroy})
            for (const Manager manager : {Manager::isUp, Manager::comesBack, Manager::comesBackWithoutEvents}) {
                DriftTest fresh;
                fresh.becomeReady();
                fresh.journal.commit(Change{
                    .seen = Happening{Happening::Kind::changed, "position", fresh.clock.now(), "read up to here"}});
                if (manager == Manager::comesBackWithoutEvents)
                    fresh.cloud.loseEvents();

                fresh.bringAbout(end);
                fresh.nextRound(manager);

                const auto which =
                    std::to_string(static_cast<int>(end)) + " " + std::to_string(static_cast<int>(manager));
                CPPUNIT_ASSERT_MESSAGE(which, fresh.vm().state != VmState::ready);
                CPPUNIT_ASSERT_MESSAGE(which, fresh.cloud.tagsNow(kVm).empty());
                CPPUNIT_ASSERT_MESSAGE(which, end == End::destroy || fresh.hasNoMark());
            }
    }

    void a_reset_of_userdata_without_an_event_is_seen_by_its_text()
    {
        becomeReady();
        cloud.loseEvents();

        cloud.resetUserData(kVm, clock.now());
        sweep();
        CPPUNIT_ASSERT(vm().state == VmState::ready); // an event that explains it may be on its way
        clock.advance(31s);
        work();

        CPPUNIT_ASSERT(vm().state == VmState::pending);
        CPPUNIT_ASSERT(hasNoMark());
    }

    void userdata_that_its_user_updated_ends_no_readiness()
    {
        becomeReady();

        cloud.updateUserData(kVm, "b=2\n", clock.now());
        sweep(); // before the event is there
        followEvents();
        clock.advance(1min);
        work();

        CPPUNIT_ASSERT(vm().state == VmState::ready);
        CPPUNIT_ASSERT_EQUAL("b=2\nready=1\n"s, cloud.userDataNow(kVm));
    }

    void a_mark_that_another_update_overwrote_is_placed_again()
    {
        becomeReady();
        cloud.loseEvents();

        cloud.updateUserData(kVm, "a=1\n", clock.now());
        sweep();

        CPPUNIT_ASSERT(isMarked());
        CPPUNIT_ASSERT_EQUAL(1, witness.counts().drifts[kMarkLost]);
    }

    void who_writes_ready_0_is_left_alone()
    {
        becomeReady();

        cloud.updateUserData(kVm, "a=1\nready=0\n", clock.now());
        followEvents();

        CPPUNIT_ASSERT(vm().state == VmState::ready);
        CPPUNIT_ASSERT_EQUAL("a=1\nready=0\n"s, cloud.userDataNow(kVm));
    }

    void a_copied_mark_goes_with_the_first_report_of_the_copy()
    {
        cloud.addVm(kVm, "a=1\nready=1\n");

        report(1, ReportStatus::progress);

        CPPUNIT_ASSERT(vm().state == VmState::configuring);
        CPPUNIT_ASSERT_EQUAL("a=1\nready=0\n"s, cloud.userDataNow(kVm));
        CPPUNIT_ASSERT_EQUAL(1, witness.counts().drifts[kForeignMark]);
    }

    void a_copied_mark_goes_as_soon_as_the_copy_is_created()
    {
        cloud.addVm(kVm, "a=1\nready=1\n");

        cloud.tellCreated(kVm, clock.now());
        followEvents();

        CPPUNIT_ASSERT(vm().state == VmState::pending);
        CPPUNIT_ASSERT_EQUAL("a=1\nready=0\n"s, cloud.userDataNow(kVm));
        CPPUNIT_ASSERT_EQUAL(1, witness.counts().drifts[kForeignMark]);
    }

    void a_copied_mark_stays_where_we_do_not_mark()
    {
        cloud.addVm(kVm, "ready=1\n");
        cloud.tellCreated(kVm, clock.now());
        rules.observe = true;
        followEvents();
        rules.observe = false;
        rules.scope.accounts = {"bob"};

        report(1, ReportStatus::progress);

        CPPUNIT_ASSERT_EQUAL(0, cloud.writes());
        CPPUNIT_ASSERT(witness.counts().drifts.empty());
    }

    void a_copied_mark_in_a_format_we_do_not_edit_stays()
    {
        cloud.addVm(kVm, "#cloud-config\nready=1\n");

        report(1, ReportStatus::progress);

        CPPUNIT_ASSERT_EQUAL(0, cloud.writes());
    }

    void the_bundle_says_how_long_and_for_what_ready_counts()
    {
        cloud.addVm(kVm, "a=1\n");
        const BundleRules own{.floor = {}, .deadline = 5min, .readyPerBoot = true};
        journal.commit(Change{.deployment = Deployment{kVm, "foo", 2, clock.now(), own}});
        report(1, ReportStatus::progress);
        CPPUNIT_ASSERT(vm().life.deadline == clock.now() + 5min);
        report(2, ReportStatus::ready);
        clock.advance(1min);

        cloud.reboot(kVm, clock.now(), false);
        followEvents();

        CPPUNIT_ASSERT(vm().state == VmState::pending);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DriftTest);
