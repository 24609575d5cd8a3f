#include "agent/core/leases/KeyValueLeases.h"

#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class KeyValueLeasesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(KeyValueLeasesTest);
    CPPUNIT_TEST(networkd_names_server_address_and_gateway);
    CPPUNIT_TEST(networkd_without_a_server_names_nothing);
    CPPUNIT_TEST(an_address_that_is_none_is_no_server);
    CPPUNIT_TEST(a_key_that_only_begins_the_same_is_another);
    CPPUNIT_TEST(a_lease_time_counts_unless_it_is_endless);
    CPPUNIT_TEST(network_manager_names_the_servers_id);
    CPPUNIT_TEST(network_manager_before_1_40_names_the_next_server);
    CPPUNIT_TEST(network_manager_keys_may_come_without_their_prefix);
    CPPUNIT_TEST(network_manager_groups_are_kept_apart);
    CPPUNIT_TEST(another_next_server_is_kept_beside_the_server);
    CPPUNIT_TEST(wicked_quotes_its_values);
    CPPUNIT_TEST_SUITE_END();

    static Lease only(const std::vector<Lease>& leases)
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), leases.size());
        return leases.front();
    }

    void networkd_names_server_address_and_gateway()
    {
        const Lease lease = only(parseNetworkdLease(tests::testData("leases/12-networkd-ifindex2")));

        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), lease.server.str());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.57"), lease.own->str());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), lease.gateway->str());
    }

    void networkd_without_a_server_names_nothing()
    {
        CPPUNIT_ASSERT(parseNetworkdLease("").empty());
        CPPUNIT_ASSERT(parseNetworkdLease("ADDRESS=10.0.0.2\nROUTER=10.0.0.1\n").empty());
    }

    void an_address_that_is_none_is_no_server()
    {
        for (const char* value : {"", "10.0.0", "10.0.0.256", "fe80::1", "::ffff:10.0.0.1", "10.0.0.1 10.0.0.2",
                                  "0.0.0.0", "255.255.255.255", "224.0.0.1"})
            CPPUNIT_ASSERT_MESSAGE(value, parseNetworkdLease(std::string("SERVER_ADDRESS=") + value).empty());
    }

    void a_key_that_only_begins_the_same_is_another()
    {
        CPPUNIT_ASSERT(parseNetworkdLease("SERVER_ADDRESSES=10.0.0.1\nX_SERVER_ADDRESS=10.0.0.1\n").empty());
    }

    void a_lease_time_counts_unless_it_is_endless()
    {
        const auto lifetime = [](const std::string& seconds) {
            return only(parseNetworkdLease("SERVER_ADDRESS=10.0.0.1\nLIFETIME=" + seconds)).lifetime;
        };

        CPPUNIT_ASSERT(std::chrono::seconds(3600) == lifetime("3600"));
        for (const char* endless : {"4294967295", "18446744073709551615", "99999999999999999999", "soon", ""})
            CPPUNIT_ASSERT_MESSAGE(endless, !lifetime(endless));
    }

    void network_manager_names_the_servers_id()
    {
        const Lease lease = only(parseNetworkManagerState(tests::testData("leases/07-nm-device-state-1.42-ifindex2")));

        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.2"), lease.server.str());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.57"), lease.own->str());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), lease.gateway->str());
        CPPUNIT_ASSERT(!lease.expires && !lease.lifetime);
    }

    void network_manager_before_1_40_names_the_next_server()
    {
        const Lease lease = only(parseNetworkManagerState("[device]\nmanaged=true\nnext-server=10.1.0.1\n"));

        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), lease.server.str());
        CPPUNIT_ASSERT(!lease.gateway);
    }

    void network_manager_keys_may_come_without_their_prefix()
    {
        const Lease lease =
            only(parseNetworkManagerState("[dhcp4]\ndhcp_server_identifier=10.1.0.1\nrouters=10.1.0.1 10.1.0.9\n"));

        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), lease.server.str());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), lease.gateway->str());
    }

    void network_manager_groups_are_kept_apart()
    {
        CPPUNIT_ASSERT(parseNetworkManagerState("next-server=10.0.0.1\n[dhcp6]\ndhcp4.dhcp_server_identifier=10.0.0.2\n"
                                                "next-server=10.0.0.3\n[device]\ndhcp4.next_server=10.0.0.4\n")
                           .empty());
    }

    void another_next_server_is_kept_beside_the_server()
    {
        const Lease lease = only(parseNetworkdLease("SERVER_ADDRESS=10.0.0.1\nNEXT_SERVER=10.0.0.2\n"));

        CPPUNIT_ASSERT_EQUAL(std::string("10.0.0.1"), lease.server.str());
        CPPUNIT_ASSERT_EQUAL(std::string("10.0.0.2"), lease.nextServer->str());
    }

    void wicked_quotes_its_values()
    {
        const Lease lease = only(parseWickedLease(tests::testData("leases/19-wicked-leaseinfo.eth0.dhcp.ipv4")));

        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), lease.server.str());
        CPPUNIT_ASSERT_EQUAL(std::string("eth0"), lease.interface);
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.57"), lease.own->str());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), lease.gateway->str());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(KeyValueLeasesTest);

} // namespace readystage::agent
