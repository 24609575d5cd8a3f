#include "agent/core/Identify.h"

#include "tests/fakes/AgentWorld.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class IdentifyTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(IdentifyTest);
    CPPUNIT_TEST(hints_of_all_sources_are_asked);
    CPPUNIT_TEST(two_cards_with_two_routers_agree);
    CPPUNIT_TEST(a_gateway_that_is_no_router_does_not_disturb);
    CPPUNIT_TEST(without_an_answer_it_says_why);
    CPPUNIT_TEST(a_claim_counts_where_no_router_answers);
    CPPUNIT_TEST(a_round_shows_every_candidate);
    CPPUNIT_TEST_SUITE_END();

    fakes::FakeNetworkCards cards;
    fakes::FakeRouters routers;
    fakes::FakeClock clock;
    RouterIdentifier::Sources sources;
    RouterIdentifier::ClaimSources claimSources;
    RouterIdentifier identifier{{sources, claimSources, cards, routers, clock}};

    static IpAddress address(const char* text) { return IpAddress::parse(text).value(); }

    void addCard(const char* name, const char* own) { cards.nics.push_back({name, 1, address(own), 24}); }

    void addHint(RouterHint::Kind kind, const char* router, const char* interface)
    {
        RouterHint hint{kind, address(router), interface};
        hint.source = "a source";
        sources.push_back(std::make_unique<fakes::FakeLeaseSource>(std::vector<RouterHint>{hint}));
    }

    void hints_of_all_sources_are_asked()
    {
        addCard("eth0", "10.1.0.57");
        addHint(RouterHint::Kind::dataServer, "10.1.0.9", "");
        addHint(RouterHint::Kind::lease, "10.1.0.2", "eth0");
        routers.addGuest("10.1.0.2", "10.1.0.57", "a-vm");

        CPPUNIT_ASSERT_EQUAL(std::string("a-vm"), identifier.identify().value());
    }

    void two_cards_with_two_routers_agree()
    {
        addCard("eth0", "10.1.0.57");
        addCard("eth1", "10.1.2.88");
        addHint(RouterHint::Kind::lease, "10.1.0.1", "eth0");
        addHint(RouterHint::Kind::lease, "10.1.2.1", "eth1");
        routers.addGuest("10.1.0.1", "10.1.0.57", "a-vm");
        routers.addGuest("10.1.2.1", "10.1.2.88", "a-vm");

        CPPUNIT_ASSERT_EQUAL(std::string("a-vm"), identifier.identify().value());
    }

    void a_gateway_that_is_no_router_does_not_disturb()
    {
        addCard("eth0", "10.1.0.57");
        addHint(RouterHint::Kind::defaultRoute, "10.1.0.1", "eth0");
        addHint(RouterHint::Kind::lease, "10.1.0.2", "eth0");
        routers.addGuest("10.1.0.1", "10.1.0.1", "not-us");
        routers.addGuest("10.1.0.2", "10.1.0.57", "a-vm");

        CPPUNIT_ASSERT_EQUAL(std::string("a-vm"), identifier.identify().value());
    }

    void without_an_answer_it_says_why()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("nothing on this machine points at a router"),
                             identifier.identify().error().why);

        addCard("eth0", "10.1.0.57");
        addHint(RouterHint::Kind::lease, "10.1.0.2", "eth0");

        CPPUNIT_ASSERT_EQUAL(std::string("no router knew this machine"), identifier.identify().error().why);
    }

    void a_claim_counts_where_no_router_answers()
    {
        claimSources.push_back(std::make_unique<fakes::FakeClaimSource>(
            std::vector<Claim>{{Claim::Kind::configDrive, "a-vm", "/dev/sr0"}}));

        CPPUNIT_ASSERT_EQUAL(std::string("a-vm"), identifier.identify().value());
    }

    void a_round_shows_every_candidate()
    {
        addCard("eth0", "10.1.0.57");
        addHint(RouterHint::Kind::defaultRoute, "10.1.0.1", "eth0");
        addHint(RouterHint::Kind::lease, "10.1.0.2", "eth0");
        routers.addGuest("10.1.0.2", "10.1.0.57", "a-vm");

        const Round round = identifier.round(RouterProbe::Until::all);

        CPPUNIT_ASSERT_EQUAL(std::size_t(2), round.candidates.size());
        CPPUNIT_ASSERT(round.answers[0].kind == ProbeAnswer::Kind::answered);
        CPPUNIT_ASSERT(round.answers[1].kind == ProbeAnswer::Kind::unreachable);
        CPPUNIT_ASSERT_EQUAL(std::size_t(0), round.choice.winner.value());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(IdentifyTest);

} // namespace readystage::agent
