#include "agent/core/leases/NetworkdLease.h"

#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class NetworkdLeaseTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NetworkdLeaseTest);
    CPPUNIT_TEST(a_lease_of_the_default_card_has_a_router);
    CPPUNIT_TEST(a_lease_of_another_card_has_none);
    CPPUNIT_TEST(a_file_without_a_server_is_no_lease);
    CPPUNIT_TEST(an_address_that_is_none_is_no_lease);
    CPPUNIT_TEST(a_key_that_only_begins_the_same_is_another);
    CPPUNIT_TEST_SUITE_END();

    static std::vector<Lease> sample(const std::string& name)
    {
        return parseNetworkdLease(tests::testData("leases/" + name));
    }

    void a_lease_of_the_default_card_has_a_router()
    {
        const auto leases = sample("12-networkd-ifindex2");

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), leases.size());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), leases[0].server.str());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.57"), leases[0].own->str());
        CPPUNIT_ASSERT(leases[0].routers);
    }

    void a_lease_of_another_card_has_none()
    {
        const auto leases = sample("13-networkd-nic2-ifindex10");

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), leases.size());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.2.1"), leases[0].server.str());
        CPPUNIT_ASSERT(!leases[0].routers);
    }

    void a_file_without_a_server_is_no_lease()
    {
        CPPUNIT_ASSERT(parseNetworkdLease("").empty());
        CPPUNIT_ASSERT(parseNetworkdLease("ADDRESS=10.0.0.2\nROUTER=10.0.0.1\n").empty());
    }

    void an_address_that_is_none_is_no_lease()
    {
        for (const char* value : {"", "10.0.0", "10.0.0.256", "fe80::1", "::ffff:10.0.0.1", "10.0.0.1 10.0.0.2"})
            CPPUNIT_ASSERT_MESSAGE(value, parseNetworkdLease(std::string("SERVER_ADDRESS=") + value).empty());
    }

    void a_key_that_only_begins_the_same_is_another()
    {
        CPPUNIT_ASSERT(parseNetworkdLease("SERVER_ADDRESSES=10.0.0.1\nX_SERVER_ADDRESS=10.0.0.1\n").empty());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NetworkdLeaseTest);

} // namespace readystage::agent
