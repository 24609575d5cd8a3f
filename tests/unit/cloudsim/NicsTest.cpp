#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// A VM's other NICs and other addresses.
class NicsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NicsTest);
    CPPUNIT_TEST(the_asked_second_address_is_given);
    CPPUNIT_TEST(a_second_address_that_is_not_to_be_had_is_refused);
    CPPUNIT_TEST(a_user_removes_no_address_of_anothers_vm);
    CPPUNIT_TEST(an_unknown_second_address_is_refused_at_once);
    CPPUNIT_TEST(an_address_under_static_nat_stays);
    CPPUNIT_TEST(a_vm_has_one_nic_on_a_network);
    CPPUNIT_TEST(a_vm_gets_no_nic_on_the_network_of_another_account);
    CPPUNIT_TEST(a_new_nic_gets_the_asked_address);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    Nic& nicOf(const std::string& vm) { return cloud.world().vms.find(vm)->nics.front(); }

    Outcome addIp(const char* user, const std::string& vm, const char* address)
    {
        return cloud.call(user, {{"command", "addIpToNic"}, {"nicid", nicOf(vm).id}, {"ipaddress", address}});
    }

    /// How its job ended.
    std::string addNic(const std::string& vm, const char* network, const char* address = "")
    {
        const Outcome started = cloud.call("root", {{"command", "addNicToVirtualMachine"},
                                                    {"virtualmachineid", vm},
                                                    {"networkid", cloud.world().networks.findName(network)->id},
                                                    {"ipaddress", address}});
        cloud.finishJobs();
        return cloud.jobResult("root", started);
    }

    static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

    void the_asked_second_address_is_given()
    {
        const std::string vm = cloud.deploy("alice", "one");

        addIp("alice", vm, "127.0.1.200");

        CPPUNIT_ASSERT_EQUAL(std::string("127.0.1.200"), nicOf(vm).secondary.front().address);
    }

    void a_second_address_that_is_not_to_be_had_is_refused()
    {
        const std::string vm = cloud.deploy("alice", "one");

        for (const char* address : {"127.0.1.10", "127.0.1.1", "127.0.9.9", "here"}) {
            const Outcome outcome = addIp("alice", vm, address);

            CPPUNIT_ASSERT_EQUAL_MESSAGE(address, 530, outcome.status);
            CPPUNIT_ASSERT_EQUAL(std::string("Failed to assign secondary IP to NIC"), outcome.description);
        }
    }

    void a_user_removes_no_address_of_anothers_vm()
    {
        const std::string vm = cloud.deploy("alice", "one");
        addIp("alice", vm, "127.0.1.200");

        const Outcome started =
            cloud.call("bob", {{"command", "removeIpFromNic"}, {"id", nicOf(vm).secondary.front().id}});
        cloud.finishJobs();

        CPPUNIT_ASSERT(has(cloud.jobResult("bob", started), "Caller does not have permission to operate"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, nicOf(vm).secondary.size());
    }

    void an_unknown_second_address_is_refused_at_once()
    {
        const Outcome outcome =
            cloud.call("alice", {{"command", "removeIpFromNic"}, {"id", "11111111-2222-3333-4444-555555555555"}});

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
        CPPUNIT_ASSERT(has(outcome.description, "Invalid parameter id value=11111111-2222-3333-4444-555555555555 due"));
    }

    void a_vm_has_one_nic_on_a_network()
    {
        const std::string vm = cloud.deploy("alice", "one");

        const std::string result = addNic(vm, "net");

        CPPUNIT_ASSERT(has(result, "\"errorcode\":530,\"errortext\":\"A NIC already exists for VM:" +
                                       cloud.world().vms.find(vm)->instanceName() +
                                       " in network: " + cloud.world().networks.findName("net")->id + "\""));
    }

    void a_vm_gets_no_nic_on_the_network_of_another_account()
    {
        const std::string vm = cloud.deploy("alice", "one", "", "plain");
        cloud.world().networks.findName("net")->account = cloud.world().accounts.findName("bob");

        const std::string result = addNic(vm, "net");

        CPPUNIT_ASSERT(has(result, "permission denied"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, cloud.world().vms.find(vm)->nics.size());
    }

    void a_new_nic_gets_the_asked_address()
    {
        const std::string vm = cloud.deploy("alice", "one", "", "plain");

        addNic(vm, "net", "127.0.1.50");

        CPPUNIT_ASSERT_EQUAL(std::string("127.0.1.50"), cloud.world().vms.find(vm)->nics.back().address);
    }

    void an_address_under_static_nat_stays()
    {
        const std::string vm = cloud.deploy("alice", "one");
        addIp("alice", vm, "127.0.1.200");
        const std::string address = cloud
                                        .call("alice", {{"command", "associateIpAddress"},
                                                        {"networkid", cloud.world().networks.findName("net")->id}})
                                        .body.find("id")
                                        ->text();
        cloud.call("alice", {{"command", "enableStaticNat"},
                             {"ipaddressid", address},
                             {"virtualmachineid", vm},
                             {"vmguestip", "127.0.1.200"}});

        const Outcome started =
            cloud.call("alice", {{"command", "removeIpFromNic"}, {"id", nicOf(vm).secondary.front().id}});
        cloud.finishJobs();

        CPPUNIT_ASSERT(has(cloud.jobResult("alice", started),
                           "Can't remove the IP 127.0.1.200 is associate with static NAT rule"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, nicOf(vm).secondary.size());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NicsTest);

} // namespace readystage::cloudsim
