#include "agent/core/leases/RouteTable.h"

#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class RouteTableTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RouteTableTest);
    CPPUNIT_TEST(the_lowest_metric_wins_not_the_first_line);
    CPPUNIT_TEST(of_equal_metrics_the_first_wins);
    CPPUNIT_TEST(routes_that_are_no_way_out_do_not_count);
    CPPUNIT_TEST(what_cannot_be_read_is_passed_over);
    CPPUNIT_TEST_SUITE_END();

    static constexpr const char* kGood = "eth0\t00000000\t0100010A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n";

    void the_lowest_metric_wins_not_the_first_line()
    {
        const auto routes = parseDefaultRoutes(tests::testData("leases/18-proc-net-route.txt"));

        CPPUNIT_ASSERT_EQUAL(std::size_t(2), routes.size());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), routes[0].gateway.str());
        CPPUNIT_ASSERT_EQUAL(std::string("eth0"), routes[0].interface);
        CPPUNIT_ASSERT_EQUAL(100U, routes[0].metric);
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.2.1"), routes[1].gateway.str());
    }

    void of_equal_metrics_the_first_wins()
    {
        const auto routes =
            parseDefaultRoutes(std::string(kGood) + "eth1\t00000000\t0102010A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n");

        CPPUNIT_ASSERT_EQUAL(std::string("eth0"), routes.at(0).interface);
    }

    void routes_that_are_no_way_out_do_not_count()
    {
        for (const char* line : {"eth0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n",  // no gateway
                                 "eth0\t00000000\t0100010A\t0002\t0\t0\t0\t00000000\t0\t0\t0\n",  // not up
                                 "eth0\t00000000\t0100010A\t0203\t0\t0\t0\t00000000\t0\t0\t0\n",  // reject
                                 "eth0\t00000000\t0100010A\t0003\t0\t0\t0\t00000080\t0\t0\t0\n",  // 0.0.0.0/1
                                 "eth0\t0000010A\t0100010A\t0003\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"}) // a network
            CPPUNIT_ASSERT_MESSAGE(line, parseDefaultRoutes(line).empty());
    }

    void what_cannot_be_read_is_passed_over()
    {
        CPPUNIT_ASSERT(parseDefaultRoutes("").empty());
        CPPUNIT_ASSERT(parseDefaultRoutes("eth0\t00000000\t0100010A").empty());
        CPPUNIT_ASSERT(parseDefaultRoutes("eth0 00000000 0100010AFF 0003 0 0 0 00000000 0 0 0").empty());
        CPPUNIT_ASSERT(parseDefaultRoutes("eth0 00000000 100010A 0003 0 0 0 00000000 0 0 0").empty());
        CPPUNIT_ASSERT(parseDefaultRoutes("eth0 00000000 0100010A 0003 0 0 -1 00000000 0 0 0").empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t(1),
                             parseDefaultRoutes("Iface\tDestination\tGateway\n?\n" + std::string(kGood)).size());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RouteTableTest);

} // namespace readystage::agent
