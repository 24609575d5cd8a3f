#include "agent/core/leases/DhclientLeases.h"

#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class DhclientLeasesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DhclientLeasesTest);
    CPPUNIT_TEST(the_last_block_of_an_interface_wins);
    CPPUNIT_TEST(a_lease_without_routers_that_never_expires);
    CPPUNIT_TEST(an_expired_lease_is_still_a_lease);
    CPPUNIT_TEST(a_block_cut_off_at_the_end_does_not_count);
    CPPUNIT_TEST(a_block_cut_off_before_another_does_not_count);
    CPPUNIT_TEST(each_interface_has_its_own_last_lease);
    CPPUNIT_TEST(an_infinite_lease_expires_in_2162);
    CPPUNIT_TEST(local_time_format_is_read);
    CPPUNIT_TEST(an_unreadable_time_counts_as_past);
    CPPUNIT_TEST(an_answer_without_a_server_does_not_replace_a_lease);
    CPPUNIT_TEST(lease6_blocks_are_passed_over);
    CPPUNIT_TEST(escaped_quotes_do_not_end_a_string);
    CPPUNIT_TEST(a_string_that_never_ends_is_a_cut_off_tail);
    CPPUNIT_TEST(comments_and_odd_spacing_are_read_over);
    CPPUNIT_TEST(of_many_interfaces_the_last_ones_count);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::chrono::sys_seconds kNow{std::chrono::seconds(1795334400)};

    static std::vector<Lease> sample(const std::string& name)
    {
        return parseDhclientLeases(tests::testData("leases/" + name));
    }

    static Lease only(const std::vector<Lease>& leases)
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), leases.size());
        return leases.front();
    }

    static std::string block(const std::string& statements)
    {
        return "lease {\n interface \"eth0\";\n option dhcp-server-identifier 10.0.0.1;\n" + statements + "}\n";
    }

    void the_last_block_of_an_interface_wins()
    {
        const Lease lease = only(sample("01-dhclient-el6-eth0.leases"));

        CPPUNIT_ASSERT_EQUAL(std::string("10.1.1.1"), lease.server.str());
        CPPUNIT_ASSERT_EQUAL(std::string("eth0"), lease.interface);
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.1.57"), lease.own->str());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.1.1"), lease.gateway->str());
        CPPUNIT_ASSERT(isLive(lease, kNow));
    }

    void a_lease_without_routers_that_never_expires()
    {
        const Lease lease = only(sample("02-dhclient-el7-nic2-no-routers.lease"));

        CPPUNIT_ASSERT_EQUAL(std::string("10.1.2.1"), lease.server.str());
        CPPUNIT_ASSERT_EQUAL(std::string("eth1"), lease.interface);
        CPPUNIT_ASSERT(!lease.gateway);
        CPPUNIT_ASSERT(!lease.expires);
    }

    void an_expired_lease_is_still_a_lease()
    {
        const Lease lease = only(sample("03-dhclient-expired-only.leases"));

        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.3"), lease.server.str());
        CPPUNIT_ASSERT(!isLive(lease, kNow));
    }

    void a_block_cut_off_at_the_end_does_not_count()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.1.1"), only(sample("05-dhclient-truncated-tail.leases")).server.str());
    }

    void a_block_cut_off_before_another_does_not_count()
    {
        const auto leases = parseDhclientLeases("lease {\n interface \"eth9\";\n option rou" + block(""));

        CPPUNIT_ASSERT_EQUAL(std::string("eth0"), only(leases).interface);
    }

    void each_interface_has_its_own_last_lease()
    {
        const auto leases =
            parseDhclientLeases(block("") + "lease { interface \"eth1\"; option dhcp-server-identifier 10.0.1.1; }" +
                                block("expire never;"));

        CPPUNIT_ASSERT_EQUAL(std::size_t(2), leases.size());
        CPPUNIT_ASSERT_EQUAL(std::string("eth1"), leases[0].interface);
        CPPUNIT_ASSERT_EQUAL(std::string("eth0"), leases[1].interface);
    }

    void an_infinite_lease_expires_in_2162()
    {
        const Lease lease = only(parseDhclientLeases(block("expire 3 2162/12/29 14:28:40;")));

        CPPUNIT_ASSERT_EQUAL(6090301720LL, static_cast<long long>(lease.expires->time_since_epoch().count()));
    }

    void local_time_format_is_read()
    {
        const Lease lease = only(parseDhclientLeases(block("expire epoch 1795334401; # Sun Nov 22 08:00:01 2026\n")));

        CPPUNIT_ASSERT(isLive(lease, kNow));
        CPPUNIT_ASSERT(!isLive(lease, kNow + std::chrono::seconds(1)));
    }

    void an_unreadable_time_counts_as_past()
    {
        for (const char* time : {"expire 3 2162/13/29 14:28:40;", "expire 3 2162/12/29;", "expire soon;",
                                 "expire epoch x;", "expire 3 2162-12-29 14:28:40;", "expire 3 2162/12/29 24:28:40;"}) {
            const auto leases = parseDhclientLeases(block(time));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(time, std::size_t(1), leases.size());
            CPPUNIT_ASSERT_MESSAGE(time, !isLive(leases.front(), kNow));
        }
    }

    void an_answer_without_a_server_does_not_replace_a_lease()
    {
        const auto leases = parseDhclientLeases(block("") + "lease { bootp; interface \"eth0\"; }");

        CPPUNIT_ASSERT_EQUAL(std::string("10.0.0.1"), only(leases).server.str());
    }

    void lease6_blocks_are_passed_over()
    {
        const std::string six = "lease6 { interface \"eth0\"; ia-na 1:2 { iaaddr fd00::1 { max-life 9; } } }\n";

        const auto leases = parseDhclientLeases("default-duid \"\\000\\001\";\n" + six + block(""));

        CPPUNIT_ASSERT_EQUAL(std::string("10.0.0.1"), only(leases).server.str());
    }

    void escaped_quotes_do_not_end_a_string()
    {
        const Lease lease = only(parseDhclientLeases(block("option host-name \"a\\\"; } lease {\";\n expire never;")));

        CPPUNIT_ASSERT(!lease.expires);
    }

    void a_string_that_never_ends_is_a_cut_off_tail()
    {
        CPPUNIT_ASSERT(parseDhclientLeases("lease { option host-name \"a; }" + block("")).size() <= 1);
        CPPUNIT_ASSERT(parseDhclientLeases(block("option host-name \"a")).empty());
        CPPUNIT_ASSERT(parseDhclientLeases(block("option host-name \"a\\")).empty());
    }

    void comments_and_odd_spacing_are_read_over()
    {
        const auto leases =
            parseDhclientLeases("# } \nlease{interface\"eth0\";option\tdhcp-server-identifier\r\n10.0.0.1"
                                "# { \n;}");

        CPPUNIT_ASSERT_EQUAL(std::string("10.0.0.1"), only(leases).server.str());
    }

    void of_many_interfaces_the_last_ones_count()
    {
        std::string text;
        for (int i = 0; i < 1000; ++i)
            text += "lease{interface\"eth" + std::to_string(i) + "\";option dhcp-server-identifier 10.0.0.1;}";

        const auto leases = parseDhclientLeases(text);

        CPPUNIT_ASSERT_EQUAL(std::size_t(64), leases.size());
        CPPUNIT_ASSERT_EQUAL(std::string("eth999"), leases.back().interface);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DhclientLeasesTest);

} // namespace readystage::agent
