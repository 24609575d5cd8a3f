#include <cppunit/extensions/HelperMacros.h>

#include "tests/cloudsim/core/Guest.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

class LifecycleTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LifecycleTest);
    CPPUNIT_TEST(a_stopped_vm_has_no_host_and_keeps_its_address);
    CPPUNIT_TEST(while_it_stops_it_is_shown_as_stopping);
    CPPUNIT_TEST(a_started_vm_runs_again);
    CPPUNIT_TEST(a_vm_started_while_it_stops_gets_its_guest_back);
    CPPUNIT_TEST(a_reboot_leaves_disk_and_userdata_alone);
    CPPUNIT_TEST(a_reboot_of_a_volatile_offering_makes_a_new_disk);
    CPPUNIT_TEST(a_stopped_vm_cannot_be_rebooted);
    CPPUNIT_TEST(a_reinstallation_keeps_id_and_userdata_and_replaces_the_disk);
    CPPUNIT_TEST(a_reboot_stops_and_starts_the_guest);
    CPPUNIT_TEST(a_destroyed_vm_can_be_recovered_by_an_admin);
    CPPUNIT_TEST(a_running_vm_cannot_be_recovered);
    CPPUNIT_TEST(a_destroyed_vm_can_be_expunged);
    CPPUNIT_TEST(a_running_vm_cannot_be_expunged);
    CPPUNIT_TEST(userdata_of_a_stopped_vm_can_be_reset_to_nothing);
    CPPUNIT_TEST(userdata_of_a_running_vm_cannot_be_reset);
    CPPUNIT_TEST(a_tenant_cannot_stop_the_vm_of_another);
    CPPUNIT_TEST(a_list_of_what_is_not_simulated_is_empty);
    CPPUNIT_TEST(a_command_that_is_not_simulated_says_so);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    const Vm& vm(const std::string& id) { return *cloud.world().vms.find(id); }

    Outcome act(const std::string& user, const std::string& command, const std::string& id)
    {
        return cloud.call(user,
                          {{"command", command}, {command == "restoreVirtualMachine" ? "virtualmachineid" : "id", id}});
    }

    std::string resultOf(const std::string& command, const std::string& id)
    {
        const Outcome started = act("root", command, id);
        cloud.finishJobs();
        return cloud.jobResult("root", started);
    }

    static bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

    void a_stopped_vm_has_no_host_and_keeps_its_address()
    {
        const std::string id = cloud.deploy("root", "one");

        resultOf("stopVirtualMachine", id);

        CPPUNIT_ASSERT_EQUAL(std::string(state::kStopped), vm(id).state);
        CPPUNIT_ASSERT(vm(id).host.empty() && vm(id).nics.front().address == "127.0.1.10");
    }

    void while_it_stops_it_is_shown_as_stopping()
    {
        const std::string id = cloud.deploy("root", "one");

        act("root", "stopVirtualMachine", id);

        CPPUNIT_ASSERT_EQUAL(std::string(state::kStopping), vm(id).state);
    }

    void a_started_vm_runs_again()
    {
        const std::string id = cloud.deploy("root", "one");
        resultOf("stopVirtualMachine", id);

        resultOf("startVirtualMachine", id);

        CPPUNIT_ASSERT_EQUAL(std::string(state::kRunning), vm(id).state);
    }

    void a_vm_started_while_it_stops_gets_its_guest_back()
    {
        const std::string id = cloud.deploy("root", "one");
        act("root", "stopVirtualMachine", id);
        const Outcome start = act("root", "startVirtualMachine", id);
        const std::string stopping = cloud.world().takeRunnableJobs().front();
        finishJob(cloud.world(), stopping, {}, cloud.now);

        const auto orders = guestOrdersOf(cloud.world(), cloud.world().takeRunnableJobs().front());

        CPPUNIT_ASSERT(orders.size() == 1 && orders.front().start);
    }

    void a_reboot_leaves_disk_and_userdata_alone()
    {
        const std::string id = cloud.deploy("root", "one", "cmVhZHk9MQo=");
        const std::string disk = vm(id).rootVolume;

        resultOf("rebootVirtualMachine", id);

        CPPUNIT_ASSERT_EQUAL(disk, vm(id).rootVolume);
        CPPUNIT_ASSERT_EQUAL(std::string("cmVhZHk9MQo="), vm(id).userData);
    }

    void a_reboot_of_a_volatile_offering_makes_a_new_disk()
    {
        cloud.world().serviceOfferings.findName("small")->isVolatile = true;
        const std::string id = cloud.deploy("root", "one");
        const std::string disk = vm(id).rootVolume;

        resultOf("rebootVirtualMachine", id);

        CPPUNIT_ASSERT(disk != vm(id).rootVolume);
    }

    void a_stopped_vm_cannot_be_rebooted()
    {
        const std::string id = cloud.deploy("root", "one");
        resultOf("stopVirtualMachine", id);

        const std::string result = resultOf("rebootVirtualMachine", id);

        const std::string why = "The Instance " + id + " (one) is not running, unable to reboot it";
        CPPUNIT_ASSERT(has(result, why.c_str()) && has(result, R"("errorcode":431)"));
    }

    void a_reinstallation_keeps_id_and_userdata_and_replaces_the_disk()
    {
        const std::string id = cloud.deploy("root", "one", "cmVhZHk9MQo=");
        const std::string disk = vm(id).rootVolume;

        resultOf("restoreVirtualMachine", id);

        CPPUNIT_ASSERT(disk != vm(id).rootVolume);
        CPPUNIT_ASSERT_EQUAL(std::string("cmVhZHk9MQo="), vm(id).userData);
    }

    void a_reboot_stops_and_starts_the_guest()
    {
        const std::string id = cloud.deploy("root", "one");
        cloud.world().vms.find(id)->guestStarted = true;
        act("root", "rebootVirtualMachine", id);

        const auto orders = guestOrdersOf(cloud.world(), cloud.world().takeRunnableJobs().front());

        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, orders.size());
        CPPUNIT_ASSERT(!orders.front().start && orders.back().start);
    }

    void a_destroyed_vm_can_be_recovered_by_an_admin()
    {
        const std::string id = cloud.deploy("root", "one");
        resultOf("destroyVirtualMachine", id);

        act("root", "recoverVirtualMachine", id);

        CPPUNIT_ASSERT_EQUAL(std::string(state::kStopped), vm(id).state);
    }

    void a_running_vm_cannot_be_recovered()
    {
        const std::string id = cloud.deploy("root", "one");

        const Outcome outcome = act("root", "recoverVirtualMachine", id);

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
    }

    void a_destroyed_vm_can_be_expunged()
    {
        const std::string id = cloud.deploy("root", "one");
        resultOf("destroyVirtualMachine", id);

        const std::string result = resultOf("expungeVirtualMachine", id);

        CPPUNIT_ASSERT(has(result, R"("jobresult":{"success":true})"));
        CPPUNIT_ASSERT(cloud.world().vms.find(id) == nullptr);
    }

    void a_running_vm_cannot_be_expunged()
    {
        const std::string id = cloud.deploy("root", "one");

        const std::string result = resultOf("expungeVirtualMachine", id);

        CPPUNIT_ASSERT(has(result, "\"errorcode\":530"));
    }

    void userdata_of_a_stopped_vm_can_be_reset_to_nothing()
    {
        const std::string id = cloud.deploy("root", "one", "cmVhZHk9MQo=");
        resultOf("stopVirtualMachine", id);

        const Outcome outcome = act("root", "resetUserDataForVirtualMachine", id);

        CPPUNIT_ASSERT_EQUAL(200, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string(), vm(id).userData);
    }

    void userdata_of_a_running_vm_cannot_be_reset()
    {
        const std::string id = cloud.deploy("root", "one", "cmVhZHk9MQo=");

        const Outcome outcome = act("root", "resetUserDataForVirtualMachine", id);

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("cmVhZHk9MQo="), vm(id).userData);
    }

    void a_tenant_cannot_stop_the_vm_of_another()
    {
        const std::string id = cloud.deploy("alice", "one");

        const Outcome outcome = act("bob", "stopVirtualMachine", id);

        CPPUNIT_ASSERT_EQUAL(531, outcome.status);
    }

    void a_list_of_what_is_not_simulated_is_empty()
    {
        const std::string answer = SmallCloud::json(cloud.call("root", {{"command", "listVpnGateways"}}));

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"listvpngatewaysresponse":{}})"), answer);
    }

    void a_command_that_is_not_simulated_says_so()
    {
        const Outcome outcome = cloud.call("root", {{"command", "reconnectHost"}, {"id", "1"}});

        CPPUNIT_ASSERT_EQUAL(530, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("cloudsim does not simulate reconnectHost"),
                             outcome.body.find("errortext")->text());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LifecycleTest);

} // namespace readystage::cloudsim
