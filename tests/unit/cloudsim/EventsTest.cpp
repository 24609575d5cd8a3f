#include <cppunit/extensions/HelperMacros.h>

#include <sstream>

#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

class EventsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(EventsTest);
    CPPUNIT_TEST(a_page_holds_the_newest_events_but_the_oldest_of_them_first);
    CPPUNIT_TEST(a_reinstallation_is_only_ever_scheduled);
    CPPUNIT_TEST(a_rename_is_only_ever_completed);
    CPPUNIT_TEST(a_job_that_fails_ends_in_an_error_event);
    CPPUNIT_TEST(events_of_an_expunged_vm_are_still_found_by_its_id);
    CPPUNIT_TEST(a_queued_job_has_not_started);
    CPPUNIT_TEST(startdate_leaves_out_what_was_before);
    CPPUNIT_TEST(a_day_without_hours_ends_at_midnight);
    CPPUNIT_TEST(a_tenant_sees_what_an_admin_did_to_his_vm);
    CPPUNIT_TEST(a_tenant_does_not_see_events_of_others);
    CPPUNIT_TEST(tags_are_scheduled_by_the_system_account);
    CPPUNIT_TEST(tags_of_an_unknown_kind_of_resource_are_never_completed);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    /// "TYPE State LEVEL" of each event, in order.
    std::string events(const std::string& user, Parameters parameters)
    {
        parameters.emplace_back("command", "listEvents");
        const Outcome outcome = cloud.call(user, std::move(parameters));
        const Value* const list = outcome.body.find("event");
        std::ostringstream text;
        for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
            const Value& event = list->at(i);
            text << event.find("type")->text() << ' ' << event.find("state")->text() << ' '
                 << event.find("level")->text() << '\n';
        }
        return text.str();
    }

    std::string eventsOf(const std::string& vm)
    {
        return events("root", {{"resourcetype", "VirtualMachine"}, {"resourceid", vm}, {"listall", "true"}});
    }

    Outcome done(const std::string& command, const std::string& vm, const char* parameter = "id")
    {
        Outcome outcome = cloud.call("root", {{"command", command}, {parameter, vm}});
        cloud.finishJobs();
        return outcome;
    }

    void a_page_holds_the_newest_events_but_the_oldest_of_them_first()
    {
        const std::string vm = cloud.deploy("root", "one");
        done("stopVirtualMachine", vm);

        const std::string newest = events("root", {{"page", "1"}, {"pagesize", "2"}});

        CPPUNIT_ASSERT_EQUAL(std::string("VM.STOP Started INFO\nVM.STOP Completed INFO\n"), newest);
    }

    void a_reinstallation_is_only_ever_scheduled()
    {
        const std::string vm = cloud.deploy("root", "one");
        done("restoreVirtualMachine", vm, "virtualmachineid");

        const std::string told = events("root", {{"type", "VM.RESTORE"}});

        CPPUNIT_ASSERT_EQUAL(std::string("VM.RESTORE Scheduled INFO\n"), told);
    }

    void a_rename_is_only_ever_completed()
    {
        const std::string vm = cloud.deploy("root", "one");
        cloud.call("root", {{"command", "updateVirtualMachine"}, {"id", vm}, {"displayname", "other"}});

        const std::string told = events("root", {{"type", "VM.UPDATE"}});

        CPPUNIT_ASSERT_EQUAL(std::string("VM.UPDATE Completed INFO\n"), told);
    }

    void a_job_that_fails_ends_in_an_error_event()
    {
        const std::string vm = cloud.deploy("root", "one");
        done("startVirtualMachine", vm);

        const std::string told = events("root", {{"type", "VM.START"}, {"level", "ERROR"}});

        CPPUNIT_ASSERT_EQUAL(std::string("VM.START Completed ERROR\n"), told);
    }

    void events_of_an_expunged_vm_are_still_found_by_its_id()
    {
        const std::string vm = cloud.deploy("root", "one");
        cloud.call("root", {{"command", "destroyVirtualMachine"}, {"id", vm}, {"expunge", "true"}});
        cloud.finishJobs();

        const std::string told = eventsOf(vm);

        CPPUNIT_ASSERT(told.ends_with("FIREWALL.CLOSE Completed INFO\nVM.DESTROY Completed INFO\n"));
    }

    void a_queued_job_has_not_started()
    {
        const std::string vm = cloud.deploy("root", "one");
        cloud.call("root", {{"command", "stopVirtualMachine"}, {"id", vm}});
        cloud.call("root", {{"command", "startVirtualMachine"}, {"id", vm}});

        const std::string told = events("root", {{"type", "VM.START"}});

        CPPUNIT_ASSERT_EQUAL(std::string("VM.START Scheduled INFO\n"), told);
    }

    void startdate_leaves_out_what_was_before()
    {
        const std::string vm = cloud.deploy("root", "one");
        cloud.now += std::chrono::hours(1);
        done("rebootVirtualMachine", vm);

        const std::string told = events("root", {{"startdate", "2026-08-21 12:30:00"}});

        CPPUNIT_ASSERT_EQUAL(
            std::string("VM.REBOOT Scheduled INFO\nVM.REBOOT Started INFO\nVM.REBOOT Completed INFO\n"), told);
    }

    void a_day_without_hours_ends_at_midnight()
    {
        cloud.deploy("root", "one");

        const std::string today = events("root", {{"enddate", "2026-08-21"}});
        const std::string yesterday = events("root", {{"enddate", "2026-08-20"}});

        CPPUNIT_ASSERT(!today.empty() && yesterday.empty());
    }

    void a_tenant_sees_what_an_admin_did_to_his_vm()
    {
        const std::string vm = cloud.deploy("alice", "one");
        done("stopVirtualMachine", vm);

        const std::string told = events("alice", {{"type", "VM.STOP"}, {"state", "Completed"}});

        CPPUNIT_ASSERT_EQUAL(std::string("VM.STOP Completed INFO\n"), told);
    }

    void a_tenant_does_not_see_events_of_others()
    {
        cloud.deploy("alice", "one");

        const std::string told = events("bob", {{"listall", "true"}});

        CPPUNIT_ASSERT_EQUAL(std::string(), told);
    }

    void tags_of_an_unknown_kind_of_resource_are_never_completed()
    {
        const std::string vm = cloud.deploy("root", "one");
        cloud.call("root", {{"command", "createTags"},
                            {"resourcetype", "Nonsense"},
                            {"resourceids", vm},
                            {"tags[0].key", "k"},
                            {"tags[0].value", "v"}});
        cloud.finishJobs();

        const std::string told = events("root", {{"type", "CREATE_TAGS"}, {"listall", "true"}});

        CPPUNIT_ASSERT_EQUAL(std::string("CREATE_TAGS Scheduled INFO\n"), told);
    }

    void tags_are_scheduled_by_the_system_account()
    {
        const std::string vm = cloud.deploy("alice", "one");
        cloud.call("alice", {{"command", "createTags"},
                             {"resourcetype", "UserVm"},
                             {"resourceids", vm},
                             {"tags[0].key", "k"},
                             {"tags[0].value", "v"}});
        cloud.finishJobs();

        const std::string seen = events("alice", {{"type", "CREATE_TAGS"}});
        const std::string all = events("root", {{"type", "CREATE_TAGS"}, {"listall", "true"}});

        CPPUNIT_ASSERT_EQUAL(std::string("CREATE_TAGS Completed INFO\n"), seen);
        CPPUNIT_ASSERT_EQUAL(std::string("CREATE_TAGS Scheduled INFO\nCREATE_TAGS Completed INFO\n"), all);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(EventsTest);

} // namespace readystage::cloudsim
