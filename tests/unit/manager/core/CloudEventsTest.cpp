#include "manager/core/CloudEvents.h"

#include "tests/fakes/FakeCloudStack.h"
#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::samples;
using namespace std::chrono_literals;

class CloudEventsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CloudEventsTest);
    CPPUNIT_TEST(each_event_comes_once_oldest_first);
    CPPUNIT_TEST(events_of_the_same_second_are_not_lost);
    CPPUNIT_TEST(an_event_listed_late_is_still_found);
    CPPUNIT_TEST(a_restart_goes_on_where_it_was);
    CPPUNIT_TEST(many_pages_are_read);
    CPPUNIT_TEST(an_error_takes_nothing);
    CPPUNIT_TEST(a_restore_counts_when_it_is_scheduled);
    CPPUNIT_TEST(a_reboot_counts_when_it_has_completed);
    CPPUNIT_TEST(what_is_of_no_vm_or_no_interest_means_nothing);
    CPPUNIT_TEST_SUITE_END();

    fakes::FakeCloudStack cloud;
    EventFollower follower{{}, kNoon};

    std::size_t fresh()
    {
        const auto events = follow(cloud, follower);
        return events->size();
    }

    static CloudEvent event(const char* type, const char* state) { return {"e", type, state, kNoon, kVm, ""}; }

    void each_event_comes_once_oldest_first()
    {
        cloud.addVm(kVm);
        cloud.restore(kVm, kNoon + 2s);
        cloud.resetUserData(kVm, kNoon + 1s);

        const auto events = follow(cloud, follower);

        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, events->size());
        CPPUNIT_ASSERT_EQUAL(std::string("VM.RESTORE"), events->back().type);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, fresh());
    }

    void events_of_the_same_second_are_not_lost()
    {
        cloud.addVm(kVm);
        cloud.restore(kVm, kNoon);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, fresh());

        cloud.restore(kVm, kNoon + 900ms);

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, fresh());
    }

    void an_event_listed_late_is_still_found()
    {
        cloud.addVm(kVm);
        cloud.restore(kVm, kNoon + 60s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, fresh());

        cloud.restore(kVm, kNoon);

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, fresh());
    }

    void a_restart_goes_on_where_it_was()
    {
        cloud.addVm(kVm);
        cloud.restore(kVm, kNoon);
        cloud.restore(kVm, kNoon + 1h);

        EventFollower restarted({{"event-1", kNoon}}, kNoon + 2h);
        const auto events = follow(cloud, restarted);

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, events->size());
        CPPUNIT_ASSERT_EQUAL(std::string("event-2"), events->front().id);
    }

    void many_pages_are_read()
    {
        cloud.addVm(kVm);
        for (int i = 0; i < 1201; ++i)
            cloud.restore(kVm, kNoon + std::chrono::seconds(i / 100));

        const auto events = follow(cloud, follower);

        CPPUNIT_ASSERT_EQUAL(std::size_t{1201}, events->size());
        CPPUNIT_ASSERT_EQUAL(std::string("event-1"), events->front().id);
        CPPUNIT_ASSERT_EQUAL(std::string("event-1201"), events->back().id);
    }

    void an_error_takes_nothing()
    {
        cloud.addVm(kVm);
        cloud.restore(kVm, kNoon);
        cloud.goDown();
        CPPUNIT_ASSERT(!follow(cloud, follower).has_value());
        cloud.comeBack();

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, fresh());
    }

    void a_restore_counts_when_it_is_scheduled()
    {
        CPPUNIT_ASSERT(meaningOf(event("VM.RESTORE", "Scheduled"))->kind == Happening::Kind::reinstalled);
    }

    void a_reboot_counts_when_it_has_completed()
    {
        CPPUNIT_ASSERT(!meaningOf(event("VM.REBOOT", "Started")));
        CPPUNIT_ASSERT(meaningOf(event("VM.REBOOT", "Completed"))->kind == Happening::Kind::bootedAgain);
    }

    void what_is_of_no_vm_or_no_interest_means_nothing()
    {
        CPPUNIT_ASSERT(!meaningOf(event("CREATE_TAGS", "Completed")));
        CloudEvent other = event("VM.RESTORE", "Scheduled");
        other.vm = std::nullopt;
        CPPUNIT_ASSERT(!meaningOf(other));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CloudEventsTest);
