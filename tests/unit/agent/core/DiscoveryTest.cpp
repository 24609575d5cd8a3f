#include "agent/core/Discovery.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class DiscoveryTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DiscoveryTest);
    CPPUNIT_TEST(a_router_of_several_hints_is_asked_once);
    CPPUNIT_TEST(better_ranks_are_asked_first);
    CPPUNIT_TEST(of_equal_ranks_the_newest_note_is_asked_first);
    CPPUNIT_TEST(an_expired_lease_comes_last_and_is_not_left_out);
    CPPUNIT_TEST(the_source_address_is_the_leased_one);
    CPPUNIT_TEST(the_source_address_is_the_primary_one_in_the_routers_network);
    CPPUNIT_TEST(every_address_in_the_routers_network_is_tried_in_the_end);
    CPPUNIT_TEST(a_leased_address_needs_no_alternatives);
    CPPUNIT_TEST(an_interface_known_by_number_is_found);
    CPPUNIT_TEST(a_lease_of_a_renamed_interface_is_placed_by_its_network);
    CPPUNIT_TEST(a_router_in_no_network_of_ours_is_asked_through_the_default_route);
    CPPUNIT_TEST(a_router_nobody_leads_to_is_asked_from_any_address);
    CPPUNIT_TEST(one_router_seen_from_two_cards_is_asked_from_both);
    CPPUNIT_TEST(no_more_are_asked_than_fit_into_a_round);
    CPPUNIT_TEST(pauses_double_up_to_a_minute);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::chrono::sys_seconds kNow{std::chrono::seconds(1795334400)};

    static IpAddress address(const char* text) { return IpAddress::parse(text).value(); }

    static Nic nic(const char* name, unsigned index, const char* text) { return {name, index, address(text), 24}; }

    std::vector<Nic> cards{nic("lo", 1, "127.0.0.1"), nic("eth0", 2, "10.1.0.57"), nic("eth1", 3, "10.1.2.88")};

    void addSecondAddress() { cards.push_back(nic("eth0", 2, "10.1.0.99")); }

    static RouterHint hint(RouterHint::Kind kind, const char* router, const char* interface = "",
                           const char* source = "somewhere")
    {
        RouterHint made{kind, address(router), interface};
        made.source = source;
        return made;
    }

    static RouterHint lease(const char* router, const char* interface = "", const char* source = "a lease")
    {
        return hint(RouterHint::Kind::lease, router, interface, source);
    }

    static RouterHint route(const char* router, const char* interface)
    {
        return hint(RouterHint::Kind::defaultRoute, router, interface, "route");
    }

    std::string asked(const std::vector<RouterHint>& hints) const
    {
        std::string all;
        for (const auto& one : candidates(hints, cards, kNow))
            all += one.router.str() + " from " + (one.from ? one.from->str() : "any") + "\n";
        return all;
    }

    void a_router_of_several_hints_is_asked_once()
    {
        const auto all = candidates({hint(RouterHint::Kind::dataServer, "10.1.0.1", "", "data-server"),
                                     hint(RouterHint::Kind::dataServer, "10.1.0.1", "", "data-server."),
                                     lease("10.1.0.1", "eth0"), route("10.1.0.1", "eth0")},
                                    cards, kNow);

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), all.size());
        CPPUNIT_ASSERT(all[0].rank == Rank::dataServer);
        CPPUNIT_ASSERT((all[0].sources == std::vector<std::string>{"data-server", "data-server.", "a lease", "route"}));
    }

    void better_ranks_are_asked_first()
    {
        auto withRouters = lease("10.1.2.3", "eth1");
        withRouters.routers = true;
        CPPUNIT_ASSERT_EQUAL(
            std::string("10.1.0.7 from 10.1.0.57\n"   // configured
                        "10.1.0.6 from 10.1.0.57\n"   // data-server
                        "10.1.0.2 from 10.1.0.57\n"   // lease of the default route's interface
                        "10.1.2.3 from 10.1.2.88\n"   // lease with a gateway
                        "10.1.2.1 from 10.1.2.88\n"   // other lease
                        "10.1.0.1 from 10.1.0.57\n"), // the gateway itself
            asked({route("10.1.0.1", "eth0"), lease("10.1.2.1", "eth1"), withRouters, lease("10.1.0.2", "eth0"),
                   hint(RouterHint::Kind::dataServer, "10.1.0.6"), hint(RouterHint::Kind::configured, "10.1.0.7")}));
    }

    void of_equal_ranks_the_newest_note_is_asked_first()
    {
        auto older = lease("10.1.2.1");
        auto newer = lease("10.1.2.2");
        older.noted = kNow - std::chrono::seconds(9);
        newer.noted = kNow;

        CPPUNIT_ASSERT_EQUAL(std::string("10.1.2.2 from 10.1.2.88\n10.1.2.1 from 10.1.2.88\n"), asked({older, newer}));
    }

    void an_expired_lease_comes_last_and_is_not_left_out()
    {
        auto expired = lease("10.1.0.2", "eth0");
        expired.expires = kNow;

        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1 from 10.1.0.57\n10.1.0.2 from 10.1.0.57\n"),
                             asked({expired, route("10.1.0.1", "eth0")}));
    }

    void the_source_address_is_the_leased_one()
    {
        addSecondAddress();
        auto leased = lease("10.1.0.1", "eth0");
        leased.own = address("10.1.0.99");

        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1 from 10.1.0.99\n"), asked({leased}));
    }

    void the_source_address_is_the_primary_one_in_the_routers_network()
    {
        auto gone = lease("10.1.0.1", "eth0");
        gone.own = address("10.1.0.200");

        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1 from 10.1.0.57\n"), asked({gone}));
    }

    void every_address_in_the_routers_network_is_tried_in_the_end()
    {
        addSecondAddress();
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1 from 10.1.0.57\n10.1.2.1 from 10.1.2.88\n10.1.0.1 from 10.1.0.99\n"),
                             asked({lease("10.1.0.1", "eth0"), lease("10.1.2.1", "eth1")}));
    }

    void a_leased_address_needs_no_alternatives()
    {
        addSecondAddress();
        auto leased = lease("10.1.0.1", "eth0");
        leased.own = address("10.1.0.57");

        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1 from 10.1.0.57\n"), asked({leased}));
    }

    void an_interface_known_by_number_is_found()
    {
        auto far = lease("192.0.2.1");
        far.interfaceIndex = 3;

        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1 from 10.1.2.88\n"), asked({far}));
    }

    void a_lease_of_a_renamed_interface_is_placed_by_its_network()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.2.1 from 10.1.2.88\n"), asked({lease("10.1.2.1", "ens9")}));
    }

    void a_router_in_no_network_of_ours_is_asked_through_the_default_route()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1 from 10.1.2.88\n10.1.2.1 from 10.1.2.88\n"),
                             asked({hint(RouterHint::Kind::dataServer, "192.0.2.1"), route("10.1.2.1", "eth1")}));
    }

    void a_router_nobody_leads_to_is_asked_from_any_address()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1 from any\n"),
                             asked({hint(RouterHint::Kind::configured, "192.0.2.1")}));
    }

    void one_router_seen_from_two_cards_is_asked_from_both()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("10.9.9.9 from 10.1.0.57\n10.9.9.9 from 10.1.2.88\n"),
                             asked({lease("10.9.9.9", "eth0"), lease("10.9.9.9", "eth1")}));
    }

    void no_more_are_asked_than_fit_into_a_round()
    {
        std::vector<RouterHint> many;
        for (int i = 1; i <= 40; ++i)
            many.push_back(lease(("10.1.0." + std::to_string(i)).c_str(), "eth0"));
        many.push_back(hint(RouterHint::Kind::dataServer, "10.1.0.250"));

        const auto all = candidates(many, cards, kNow);

        CPPUNIT_ASSERT_EQUAL(kMostCandidates, all.size());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.250"), all.front().router.str());
    }

    void pauses_double_up_to_a_minute()
    {
        std::vector<long> pauses;
        for (unsigned rounds = 1; rounds <= 9; ++rounds)
            pauses.push_back(pauseAfterRound(rounds).count());

        CPPUNIT_ASSERT((pauses == std::vector<long>{1, 2, 4, 8, 16, 32, 60, 60, 60}));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DiscoveryTest);

} // namespace readystage::agent
