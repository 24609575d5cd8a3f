#include "common/domain/IpAddress.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;

class IpAddressTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(IpAddressTest);
    CPPUNIT_TEST(an_ipv4_address_stays_as_it_is);
    CPPUNIT_TEST(an_ipv6_address_becomes_canonical);
    CPPUNIT_TEST(a_mapped_ipv4_address_is_that_ipv4_address);
    CPPUNIT_TEST(what_is_no_address_is_refused);
    CPPUNIT_TEST_SUITE_END();

    void an_ipv4_address_stays_as_it_is()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.1.1"), IpAddress::parse("10.1.1.1")->str());
    }

    void an_ipv6_address_becomes_canonical()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::a:0:1"), IpAddress::parse("2001:0DB8:0::000A:0:1")->str());
    }

    void a_mapped_ipv4_address_is_that_ipv4_address()
    {
        CPPUNIT_ASSERT(*IpAddress::parse("::ffff:10.1.1.1") == *IpAddress::parse("10.1.1.1"));
        CPPUNIT_ASSERT(*IpAddress::parse("::ffff:a01:101") == *IpAddress::parse("10.1.1.1"));
    }

    void what_is_no_address_is_refused()
    {
        using namespace std::string_view_literals;
        for (const auto text : {""sv, "10.1.1"sv, "10.1.1.256"sv, "010.1.1.1"sv, "0x0a.1.1.1"sv, " 10.1.1.1"sv,
                                "10.1.1.1\0"sv, "fe80::1%eth0"sv, "[::1]"sv, "::ffff"sv.substr(0, 1), "localhost"sv})
            CPPUNIT_ASSERT_MESSAGE(std::string(text), !IpAddress::parse(text));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(IpAddressTest);
