#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// What CloudStack's own simulator is told by API.
class MocksTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MocksTest);
    CPPUNIT_TEST(a_result_of_fail_is_used_up);
    CPPUNIT_TEST(a_result_of_fault_lasts_until_it_is_cleaned_up);
    CPPUNIT_TEST(a_count_below_nothing_happens_never);
    CPPUNIT_TEST(the_same_command_is_told_anew);
    CPPUNIT_TEST(a_vm_whose_start_the_host_refuses_stays_stopped);
    CPPUNIT_TEST(a_reset_and_a_rename_tell_the_router_too);
    CPPUNIT_TEST(a_vm_whose_stop_the_host_refuses_runs_on);
    CPPUNIT_TEST(a_reboot_that_the_host_refuses_names_the_host);
    CPPUNIT_TEST(what_is_not_there_cannot_be_asked_for);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;
    std::string vm = cloud.deploy("alice", "vm");

    std::string tell(const char* command, const char* value, const char* count)
    {
        return SmallCloud::json(cloud.call(
            "root", {{"command", "configureSimulator"}, {"name", command}, {"value", value}, {"count", count}}));
    }

    int update()
    {
        return cloud.call("root", {{"command", "updateVirtualMachine"}, {"id", vm}, {"userdata", "eA=="}}).status;
    }

    void a_result_of_fail_is_used_up()
    {
        tell("VmDataCommand", "wait:0|result:fail", "2");

        CPPUNIT_ASSERT_EQUAL(534, update());
        CPPUNIT_ASSERT_EQUAL(534, update());
        CPPUNIT_ASSERT_EQUAL(200, update());
    }

    void a_result_of_fault_lasts_until_it_is_cleaned_up()
    {
        tell("VmDataCommand", "result:fault", "1");

        CPPUNIT_ASSERT_EQUAL(534, update());
        CPPUNIT_ASSERT_EQUAL(534, update());
        cloud.call("root", {{"command", "cleanupSimulatorMock"}, {"id", "1"}});
        CPPUNIT_ASSERT_EQUAL(200, update());
    }

    void the_same_command_is_told_anew()
    {
        tell("VmDataCommand", "result:fail", "7");

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"simulatormock":{"null":{"id":1,"name":"VmDataCommand","count":3}}})"),
                             tell("VmDataCommand", "result:fault", "3"));
        CPPUNIT_ASSERT_EQUAL(std::string(R"({"simulatormock":{"null":{"id":2,"name":"StopCommand","count":1}}})"),
                             tell("StopCommand", "result:fail", "1"));
    }

    void a_vm_whose_start_the_host_refuses_stays_stopped()
    {
        cloud.call("alice", {{"command", "stopVirtualMachine"}, {"id", vm}});
        cloud.finishJobs();
        tell("StartCommand", "result:fail", "1");

        const Outcome started = cloud.call("alice", {{"command", "startVirtualMachine"}, {"id", vm}});
        cloud.finishJobs();

        const std::string result = cloud.jobResult("alice", started);
        CPPUNIT_ASSERT_MESSAGE(result, result.find("Unable to orchestrate the start of VM") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string("Stopped"), cloud.world().vms.find(vm)->state);
    }

    void a_reset_and_a_rename_tell_the_router_too()
    {
        tell("VmDataCommand", "result:fail", "1");
        CPPUNIT_ASSERT_EQUAL(
            534, cloud.call("root", {{"command", "updateVirtualMachine"}, {"id", vm}, {"name", "n"}}).status);
        cloud.call("alice", {{"command", "stopVirtualMachine"}, {"id", vm}});
        cloud.finishJobs();
        tell("VmDataCommand", "result:fail", "1");

        const Outcome reset =
            cloud.call("root", {{"command", "resetUserDataForVirtualMachine"}, {"id", vm}, {"userdata", "YQ=="}});

        CPPUNIT_ASSERT_EQUAL(534, reset.status);
        CPPUNIT_ASSERT_EQUAL(std::string("YQ=="), cloud.world().vms.find(vm)->userData);
    }

    std::string failed(Parameters parameters)
    {
        parameters.emplace_back(parameters.front().second == "restoreVirtualMachine" ? "virtualmachineid" : "id", vm);
        const Outcome started = cloud.call("root", std::move(parameters));
        cloud.finishJobs();
        CPPUNIT_ASSERT_EQUAL(std::string(state::kRunning), cloud.world().vms.find(vm)->state);
        return cloud.jobResult("root", started);
    }

    void a_vm_whose_stop_the_host_refuses_runs_on()
    {
        tell("StopCommand", "result:fault", "1");

        for (const char* command : {"stopVirtualMachine", "destroyVirtualMachine", "restoreVirtualMachine"}) {
            const std::string why = failed({{"command", command}});
            CPPUNIT_ASSERT_MESSAGE(why, why.find("\"errortext\":\"Unable to stop VM instance {") != std::string::npos);
        }
        const std::string forced = failed({{"command", "stopVirtualMachine"}, {"forced", "true"}});
        CPPUNIT_ASSERT_MESSAGE(forced, forced.find("Unable to stop the Instance due to Simulated failure") !=
                                           std::string::npos);
    }

    void a_reboot_that_the_host_refuses_names_the_host()
    {
        tell("RebootCommand", "result:fail", "1");

        const std::string why = failed({{"command", "rebootVirtualMachine"}});

        CPPUNIT_ASSERT_MESSAGE(why, why.find("due to no reboot response") != std::string::npos);
    }

    void what_is_not_there_cannot_be_asked_for()
    {
        const Outcome queried = cloud.call("root", {{"command", "querySimulatorMock"}, {"id", "1"}});

        CPPUNIT_ASSERT_EQUAL(std::string("querysimulatormockresponse"), queried.envelope);
        CPPUNIT_ASSERT_EQUAL(530, queried.status);
    }

    void a_count_below_nothing_happens_never()
    {
        tell("VmDataCommand", "result:fault", "-1");

        CPPUNIT_ASSERT_EQUAL(200, update());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MocksTest);

} // namespace readystage::cloudsim
