#include <cppunit/extensions/HelperMacros.h>

#include "tests/cloudsim/core/Guest.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

class VirtualMachinesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(VirtualMachinesTest);
    CPPUNIT_TEST(addresses_are_given_ascending_and_again_after_expunge);
    CPPUNIT_TEST(a_mac_is_derived_from_the_address);
    CPPUNIT_TEST(a_full_network_refuses_a_deploy_and_keeps_nothing_of_it);
    CPPUNIT_TEST(a_name_is_free_again_after_expunge);
    CPPUNIT_TEST(a_guest_that_does_not_start_fails_the_job_and_leaves_the_vm_in_error);
    CPPUNIT_TEST(jobs_of_one_vm_run_one_after_the_other);
    CPPUNIT_TEST(only_a_guest_that_was_started_is_stopped);
    CPPUNIT_TEST(a_guest_whose_start_failed_is_stopped_all_the_same);
    CPPUNIT_TEST(a_tenant_may_not_expunge);
    CPPUNIT_TEST(userdata_of_a_network_without_router_is_stored_and_answered_with_530);
    CPPUNIT_TEST(only_admins_are_told_what_went_wrong_inside);
    CPPUNIT_TEST(details_given_at_deploy_are_kept);
    CPPUNIT_TEST(a_map_with_two_brackets_is_malformed);
    CPPUNIT_TEST(a_new_name_is_shown_too_and_a_blank_one_changes_nothing);
    CPPUNIT_TEST(a_name_that_is_none_is_refused_as_a_parameter);
    CPPUNIT_TEST(a_number_of_no_vm_is_told_as_it_was_sent);
    CPPUNIT_TEST(no_template_here_can_be_scaled);
    CPPUNIT_TEST(details_are_cleaned_up);
    CPPUNIT_TEST(a_user_neither_sets_nor_cleans_up_what_is_an_admins);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    Vm& vm(const std::string& id) { return *cloud.world().vms.find(id); }

    Outcome destroy(const std::string& user, const std::string& id, const std::string& expunge = "true")
    {
        return cloud.call(user, {{"command", "destroyVirtualMachine"}, {"id", id}, {"expunge", expunge}});
    }

    void addresses_are_given_ascending_and_again_after_expunge()
    {
        const std::string first = cloud.deploy("alice", "one");
        cloud.deploy("alice", "two");
        destroy("root", first);
        cloud.finishJobs();

        const std::string third = cloud.deploy("alice", "three");

        CPPUNIT_ASSERT_EQUAL(std::string("127.0.1.10"), vm(third).nics.front().address);
    }

    void a_mac_is_derived_from_the_address()
    {
        const std::string id = cloud.deploy("alice", "one");

        CPPUNIT_ASSERT_EQUAL(std::string("02:00:7f:00:01:0a"), vm(id).nics.front().mac);
    }

    void a_full_network_refuses_a_deploy_and_keeps_nothing_of_it()
    {
        for (const char* name : {"one", "two", "three"})
            cloud.deploy("alice", name);

        const std::string none = cloud.deploy("alice", "four");

        CPPUNIT_ASSERT_EQUAL(std::string(), none);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, cloud.world().vms.size());
    }

    void a_name_is_free_again_after_expunge()
    {
        const std::string id = cloud.deploy("alice", "one");
        CPPUNIT_ASSERT_EQUAL(std::string(), cloud.deploy("alice", "one"));

        destroy("root", id);
        cloud.finishJobs();

        CPPUNIT_ASSERT(!cloud.deploy("alice", "one").empty());
    }

    void a_guest_that_does_not_start_fails_the_job_and_leaves_the_vm_in_error()
    {
        const Outcome started =
            cloud.call("root", {{"command", "deployVirtualMachine"},
                                {"zoneid", cloud.world().zones.findName("zone")->id},
                                {"templateid", cloud.world().templates.findName("debian")->id},
                                {"serviceofferingid", cloud.world().serviceOfferings.findName("small")->id}});

        cloud.finishJobs({false, "exit status 1"});

        CPPUNIT_ASSERT(cloud.jobResult("root", started)
                           .find(R"("jobresultcode":530,"jobresulttype":"object","jobresult":{"errorcode":530)") !=
                       std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string(state::kError), vm(started.body.find("id")->text()).state);
    }

    void jobs_of_one_vm_run_one_after_the_other()
    {
        const std::string id = cloud.deploy("root", "one");
        destroy("root", id, "false");
        destroy("root", id, "true");

        const auto runnable = cloud.world().takeRunnableJobs();

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, runnable.size());
        finishJob(cloud.world(), runnable.front(), {}, cloud.now);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, cloud.world().takeRunnableJobs().size());
    }

    void only_a_guest_that_was_started_is_stopped()
    {
        const std::string id = cloud.deploy("root", "one"); // without a hook, so nobody asked for an order
        destroy("root", id);

        const auto orders = guestOrdersOf(cloud.world(), cloud.world().takeRunnableJobs().front());

        CPPUNIT_ASSERT(orders.empty());
    }

    void a_guest_whose_start_failed_is_stopped_all_the_same()
    {
        cloud.call("root", {{"command", "deployVirtualMachine"},
                            {"zoneid", cloud.world().zones.findName("zone")->id},
                            {"templateid", cloud.world().templates.findName("debian")->id},
                            {"serviceofferingid", cloud.world().serviceOfferings.findName("small")->id},
                            {"name", "one"}});
        const std::string job = cloud.world().takeRunnableJobs().front();
        const auto starts = guestOrdersOf(cloud.world(), job);
        finishJob(cloud.world(), job, {false, "exit status 1"}, cloud.now);

        const auto stops = stopAllGuests(cloud.world());

        CPPUNIT_ASSERT(starts.size() == 1 && starts.front().start);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, stops.size());
        CPPUNIT_ASSERT_EQUAL(std::string("127.0.1.10"), stops.front().environment.at(2).second);
    }

    void a_tenant_may_not_expunge()
    {
        const std::string id = cloud.deploy("alice", "one");

        const Outcome started = destroy("alice", id);
        cloud.finishJobs();

        CPPUNIT_ASSERT(cloud.jobResult("alice", started).find("\"errorcode\":530") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string(state::kRunning), vm(id).state);
    }

    void userdata_of_a_network_without_router_is_stored_and_answered_with_530()
    {
        const std::string id = cloud.deploy("root", "one", "", "plain");

        const Outcome outcome =
            cloud.call("root", {{"command", "updateVirtualMachine"}, {"id", id}, {"userdata", "cmVhZHk9MQo="}});

        CPPUNIT_ASSERT_EQUAL(
            std::string("Failed to update Instance, due to: Failed to reset userdata for the virtual machine "),
            outcome.description);
        CPPUNIT_ASSERT_EQUAL(std::string("cmVhZHk9MQo="), vm(id).userData);
    }

    void only_admins_are_told_what_went_wrong_inside()
    {
        const std::string id = cloud.deploy("alice", "one", "", "plain");

        const Outcome outcome =
            cloud.call("alice", {{"command", "updateVirtualMachine"}, {"id", id}, {"userdata", "cmVhZHk9MQo="}});

        CPPUNIT_ASSERT_EQUAL(std::string("Internal error executing command, please contact your system administrator"),
                             outcome.description);
    }

    void details_given_at_deploy_are_kept()
    {
        const Outcome started =
            cloud.call("root", {{"command", "deployVirtualMachine"},
                                {"zoneid", cloud.world().zones.findName("zone")->id},
                                {"templateid", cloud.world().templates.findName("debian")->id},
                                {"serviceofferingid", cloud.world().serviceOfferings.findName("small")->id},
                                {"userdatadetails[0].rs-token", "abc"}});

        const Vm& made = vm(started.body.find("id")->text());

        CPPUNIT_ASSERT_EQUAL(std::string("rs-token"), made.userDataDetails.at(0).first);
    }

    void a_map_with_two_brackets_is_malformed()
    {
        const Outcome outcome = cloud.call("root", {{"command", "listVirtualMachines"}, {"tags[0][1].key", "k"}});

        CPPUNIT_ASSERT_EQUAL(430, outcome.status);
    }

    std::string update(const std::string& id, const char* parameter, const char* value)
    {
        return SmallCloud::json(
            cloud.call("root", {{"command", "updateVirtualMachine"}, {"id", id}, {parameter, value}}));
    }

    void a_new_name_is_shown_too_and_a_blank_one_changes_nothing()
    {
        const std::string id = cloud.deploy("root", "one");

        update(id, "name", "two");
        update(id, "displayname", " ");

        CPPUNIT_ASSERT_EQUAL(std::string("two"), vm(id).displayName);
    }

    void a_name_that_is_none_is_refused_as_a_parameter()
    {
        const std::string refused = update(cloud.deploy("root", "one"), "name", "two words");

        CPPUNIT_ASSERT_MESSAGE(refused,
                               refused.find("Invalid value provided for API arg: name - it can contain ASCII") !=
                                   std::string::npos);
    }

    void no_template_here_can_be_scaled()
    {
        const std::string refused = update(cloud.deploy("root", "one"), "isdynamicallyscalable", "true");

        CPPUNIT_ASSERT_MESSAGE(refused,
                               refused.find("its Template does not have dynamic scaling") != std::string::npos);
    }

    void details_are_cleaned_up()
    {
        const std::string id = cloud.deploy("root", "one");
        update(id, "details[0].a", "b");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, vm(id).details.size());

        update(id, "cleanupdetails", "true");

        CPPUNIT_ASSERT(vm(id).details.empty());
    }

    void a_number_of_no_vm_is_told_as_it_was_sent()
    {
        const std::string refused = update("99", "displayname", "x");

        CPPUNIT_ASSERT_MESSAGE(refused,
                               refused.find("unable to find virtual machine with id: 99") != std::string::npos);
    }

    void a_user_neither_sets_nor_cleans_up_what_is_an_admins()
    {
        const std::string id = cloud.deploy("alice", "one");
        const auto hers = [&](const char* parameter, const char* value) {
            return cloud.call("alice", {{"command", "updateVirtualMachine"}, {"id", id}, {parameter, value}}).status;
        };
        update(id, "details[0].rootDiskController", "scsi");

        CPPUNIT_ASSERT_EQUAL(530, hers("details[0].cpuOvercommitRatio", "9"));
        CPPUNIT_ASSERT_EQUAL(530, hers("details[0].rootDiskController", "ide"));
        CPPUNIT_ASSERT_EQUAL(200, hers("details[0].a", "b"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, vm(id).details.size());
        hers("cleanupdetails", "true");

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, vm(id).details.size());
        CPPUNIT_ASSERT_EQUAL(std::string("scsi"), vm(id).details.front().second);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(VirtualMachinesTest);

} // namespace readystage::cloudsim
