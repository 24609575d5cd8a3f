#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// Public addresses and what static NAT makes of them.
class PublicAddressesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PublicAddressesTest);
    CPPUNIT_TEST(a_vm_is_reached_on_its_addresss_network_only);
    CPPUNIT_TEST(an_address_leads_to_one_vm);
    CPPUNIT_TEST(a_vms_address_is_reached_by_one_public_one);
    CPPUNIT_TEST(static_nat_may_lead_to_a_second_address);
    CPPUNIT_TEST(a_source_nat_address_is_named_in_the_refusal);
    CPPUNIT_TEST(static_nat_does_not_lead_to_anothers_vm);
    CPPUNIT_TEST(a_list_is_in_the_order_of_addresses);
    CPPUNIT_TEST(only_an_admin_is_shown_the_vlan);
    CPPUNIT_TEST(a_list_is_narrowed_down_by_network_and_vpc);
    CPPUNIT_TEST(a_list_is_not_narrowed_down_by_the_network_of_another);
    CPPUNIT_TEST(a_list_by_states_shows_allocated_addresses_only_when_asked_for);
    CPPUNIT_TEST(an_admin_who_also_asks_for_free_addresses_sees_those_of_everybody);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    std::string netId() { return cloud.world().networks.findName("net")->id; }

    std::string acquire(const char* user)
    {
        const Outcome started = cloud.call(user, {{"command", "associateIpAddress"}, {"networkid", netId()}});
        cloud.finishJobs();
        return started.body.find("id")->text();
    }

    Outcome enable(const char* user, const std::string& address, const std::string& vm, Parameters more = {})
    {
        more.emplace_back("command", "enableStaticNat");
        more.emplace_back("ipaddressid", address);
        more.emplace_back("virtualmachineid", vm);
        return cloud.call(user, std::move(more));
    }

    Outcome list(const char* user, Parameters more = {})
    {
        more.emplace_back("command", "listPublicIpAddresses");
        return cloud.call(user, std::move(more));
    }

    std::size_t listed(const char* user, Parameters more)
    {
        const Outcome outcome = list(user, std::move(more));
        const Value* const rows = outcome.body.find("publicipaddress");
        return rows == nullptr ? 0 : rows->size();
    }

    void a_vm_is_reached_on_its_addresss_network_only()
    {
        const std::string vm = cloud.deploy("alice", "one", "", "plain");

        const Outcome outcome = enable("alice", acquire("alice"), vm);

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("Vm doesn't belong to the network with specified id"), outcome.description);
    }

    void an_address_leads_to_one_vm()
    {
        const std::string address = acquire("alice");
        enable("alice", address, cloud.deploy("alice", "one"));

        const Outcome outcome = enable("alice", address, cloud.deploy("alice", "two"));

        CPPUNIT_ASSERT_EQUAL(537, outcome.status);
        CPPUNIT_ASSERT_EQUAL("Failed to enable static for the ip address IPAddress {\"address\":\"198.51.100.2\","
                             "\"dataCenterId\":1,\"id\":1,\"uuid\":\"" +
                                 address + "\"} and vm id=2 as it's already assigned to another vm",
                             outcome.description);
    }

    void a_vms_address_is_reached_by_one_public_one()
    {
        const std::string vm = cloud.deploy("alice", "one");
        enable("alice", acquire("alice"), vm);

        CPPUNIT_ASSERT_EQUAL(431, enable("alice", acquire("alice"), vm).status);
    }

    void static_nat_may_lead_to_a_second_address()
    {
        const std::string vm = cloud.deploy("alice", "one");
        cloud.call("alice", {{"command", "addIpToNic"},
                             {"nicid", cloud.world().vms.find(vm)->nics.front().id},
                             {"ipaddress", "127.0.1.99"}});

        enable("alice", acquire("alice"), vm, {{"vmguestip", "127.0.1.99"}});

        CPPUNIT_ASSERT(SmallCloud::json(list("alice")).find("\"vmipaddress\":\"127.0.1.99\"") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(431, enable("alice", acquire("alice"), vm, {{"vmguestip", "127.0.1.98"}}).status);
    }

    void a_source_nat_address_is_named_in_the_refusal()
    {
        const std::string vm = cloud.deploy("alice", "one");
        const PublicAddress& address = cloud.world().acquire(
            *cloud.world().networks.findName("net"), *cloud.world().accounts.findName("alice"), true, cloud.now);

        const Outcome outcome = enable("alice", address.id, vm);

        CPPUNIT_ASSERT(outcome.description.starts_with("Can't enable static, ip address IPAddress {\"address\":\"" +
                                                       address.name));
    }

    void static_nat_does_not_lead_to_anothers_vm()
    {
        const std::string vm = cloud.deploy("bob", "one");

        CPPUNIT_ASSERT_EQUAL(531, enable("alice", acquire("alice"), vm).status);
        CPPUNIT_ASSERT_EQUAL(531, enable("bob", acquire("alice"), vm).status);
    }

    void a_list_is_in_the_order_of_addresses()
    {
        for (const char* const address : {"198.51.100.10", "198.51.100.9", "198.51.100.11"})
            cloud.world().publicAddresses.find(acquire("alice"))->name = address;

        const Outcome outcome = list("alice");

        const Value& rows = *outcome.body.find("publicipaddress");
        CPPUNIT_ASSERT_EQUAL(std::string("198.51.100.9"), rows.at(0).find("ipaddress")->text());
        CPPUNIT_ASSERT_EQUAL(std::string("198.51.100.11"), rows.at(2).find("ipaddress")->text());
    }

    void only_an_admin_is_shown_the_vlan()
    {
        acquire("alice");

        CPPUNIT_ASSERT(list("alice").body.find("publicipaddress")->at(0).find("vlanid") == nullptr);
        CPPUNIT_ASSERT(list("root", {{"listall", "true"}}).body.find("publicipaddress")->at(0).find("vlanid") !=
                       nullptr);
    }

    void a_list_is_narrowed_down_by_network_and_vpc()
    {
        acquire("alice");
        Vpc row;
        row.id = "5b1dd0ba-7a0c-4b36-9d6b-0f2a8f6a4b12";
        const std::string vpc = cloud.world().vpcs.add(std::move(row)).id;

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, listed("alice", {{"associatednetworkid", netId()}}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, listed("alice", {{"vpcid", vpc}}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, listed("alice", {{"networkid", netId()}}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, listed("alice", {{"forvirtualnetwork", "false"}}));
    }

    void a_list_is_not_narrowed_down_by_the_network_of_another()
    {
        cloud.world().networks.findName("net")->account = cloud.world().accounts.findName("bob");

        CPPUNIT_ASSERT_EQUAL(531, list("alice", {{"associatednetworkid", netId()}}).status);
    }

    void a_list_by_states_shows_allocated_addresses_only_when_asked_for()
    {
        acquire("alice");

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, listed("alice", {{"state", "free,allocated"}}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, listed("alice", {{"state", "Free"}}));
        CPPUNIT_ASSERT_EQUAL(431, list("alice", {{"state", "Free"}, {"allocatedonly", "true"}}).status);
        CPPUNIT_ASSERT_EQUAL(std::string("Invalid state: Lost"), list("alice", {{"state", "Lost"}}).description);
    }

    void an_admin_who_also_asks_for_free_addresses_sees_those_of_everybody()
    {
        acquire("alice");

        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, listed("root", {}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, listed("root", {{"allocatedonly", "false"}}));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PublicAddressesTest);

} // namespace readystage::cloudsim
