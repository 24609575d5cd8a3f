#include "manager/edge/Watcher.h"

#include "manager/core/Lifecycle.h"
#include "tests/fakes/FakeCloudStack.h"
#include "tests/fakes/MemoryJournal.h"
#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::samples;
using namespace std::chrono_literals;

/// Its clock is real: rounds after the first are asked for by hurry().
class WatcherTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(WatcherTest);
    CPPUNIT_TEST(it_begins_with_a_look_at_every_vm_that_has_not_gone);
    CPPUNIT_TEST(events_of_known_vms_are_taken_up_oldest_first);
    CPPUNIT_TEST(of_unknown_vms_only_their_creation_is);
    CPPUNIT_TEST(what_was_dealt_with_before_a_restart_is_not_taken_up_again);
    CPPUNIT_TEST(an_empty_store_adopts_what_is_tagged);
    CPPUNIT_TEST(who_hurries_it_gets_the_events_that_an_outage_hid);
    CPPUNIT_TEST(it_says_how_long_it_has_been_quiet);
    CPPUNIT_TEST_SUITE_END();

    fakes::FakeCloudStack cloud;
    fakes::MemoryJournal journal;
    SystemClock clock;
    std::mutex mutex;
    std::condition_variable added;
    std::vector<Step> steps;
    Watcher watcher{{cloud, journal, journal, clock, [this](const Step& step) { take(step); }},
                    {.eventsEvery = 1h, .sweepEvery = 1h}};

    void take(const Step& step)
    {
        {
            const std::scoped_lock hold(mutex);
            steps.push_back(step);
        }
        added.notify_all();
    }

    /// The first step that is like this.
    template <class Like> Step awaited(Like&& like)
    {
        std::unique_lock hold(mutex);
        auto found = steps.end();
        const bool came = added.wait_for(hold, 30s, [&] {
            found = std::find_if(steps.begin(), steps.end(), like);
            return found != steps.end();
        });
        CPPUNIT_ASSERT_MESSAGE("the step never came", came);
        return *found;
    }

    static bool isSweep(const Step& step) { return !step.happening; }

    void know(const InstanceId& id, VmState state)
    {
        VmRecord vm = newVm(id, clock.now());
        vm.state = state;
        journal.commit(Change{.vm = vm});
    }

    void it_begins_with_a_look_at_every_vm_that_has_not_gone()
    {
        know(kVm, VmState::gone);
        know(kOtherVm, VmState::ready);

        watcher.start();
        const Step swept = awaited(isSweep);
        watcher.stop();

        CPPUNIT_ASSERT(swept.vm == kOtherVm && swept.backFill);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, steps.size());
    }

    void events_of_known_vms_are_taken_up_oldest_first()
    {
        cloud.addVm(kVm);
        know(kVm, VmState::ready);
        const auto now = clock.now();
        cloud.destroy(kVm, now);
        cloud.restore(kVm, now - 30s);

        watcher.start();
        (void)awaited(isSweep); // the sweep comes after the events
        watcher.stop();

        CPPUNIT_ASSERT(steps.at(0).happening->kind == Happening::Kind::reinstalled && !steps.at(0).backFill);
        CPPUNIT_ASSERT(steps.at(1).happening->kind == Happening::Kind::destroyed);
    }

    void of_unknown_vms_only_their_creation_is()
    {
        cloud.addVm(kVm);
        cloud.restore(kVm, clock.now());
        cloud.tellCreated(kVm, clock.now());

        watcher.start();
        const Step step = awaited([](const Step& one) { return one.vm == kVm; });
        watcher.stop();

        CPPUNIT_ASSERT(step.happening->kind == Happening::Kind::created);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, steps.size());
    }

    void what_was_dealt_with_before_a_restart_is_not_taken_up_again()
    {
        cloud.addVm(kVm);
        know(kVm, VmState::ready);
        cloud.restore(kVm, clock.now());
        const auto listed = cloud.events({}, 1);
        journal.commit(Change{.seen = meaningOf(listed->at(0))});

        watcher.start();
        const Step first = awaited([](const Step&) { return true; });
        watcher.stop();

        CPPUNIT_ASSERT(isSweep(first));
    }

    void an_empty_store_adopts_what_is_tagged()
    {
        cloud.addVm(kVm);
        CPPUNIT_ASSERT(cloud.createTags(kVm, {{"ready", "1"}}));

        watcher.start();
        (void)awaited(isSweep);
        watcher.stop();

        CPPUNIT_ASSERT(journal.vm(kVm)->state == VmState::ready);
        CPPUNIT_ASSERT(journal.vm(kVm)->assurance == Assurance::open);
    }

    void who_hurries_it_gets_the_events_that_an_outage_hid()
    {
        cloud.addVm(kVm);
        know(kVm, VmState::ready);
        cloud.goDown();
        watcher.start();
        (void)awaited(isSweep);
        cloud.restore(kVm, clock.now());

        cloud.comeBack();
        watcher.hurry();
        const Step step = awaited([](const Step& one) { return one.happening.has_value(); });
        watcher.stop();

        CPPUNIT_ASSERT(step.happening->kind == Happening::Kind::reinstalled);
    }

    void it_says_how_long_it_has_been_quiet()
    {
        know(kVm, VmState::ready);
        watcher.start();
        (void)awaited(isSweep);
        watcher.stop();

        const auto before = watcher.quietFor();

        CPPUNIT_ASSERT(before >= 0s && before < 1h);
        CPPUNIT_ASSERT(watcher.quietFor() >= before);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WatcherTest);
