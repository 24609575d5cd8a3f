#include "agent/core/Choice.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class ChoiceTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ChoiceTest);
    CPPUNIT_TEST(uuids_and_old_names_are_instance_ids);
    CPPUNIT_TEST(what_passes_through_while_a_router_is_filled_is_no_id);
    CPPUNIT_TEST(the_router_that_knows_our_address_wins);
    CPPUNIT_TEST(without_such_a_router_the_better_rank_wins);
    CPPUNIT_TEST(another_id_from_another_router_is_told);
    CPPUNIT_TEST(nobody_wins_when_nobody_knew_us);
    CPPUNIT_TEST(an_answer_for_another_address_does_not_count);
    CPPUNIT_TEST(without_an_address_the_answer_stands);
    CPPUNIT_TEST(a_router_that_knows_our_address_beats_every_claim);
    CPPUNIT_TEST(claims_count_where_no_router_knew_us);
    CPPUNIT_TEST_SUITE_END();

    static IpAddress address(const char* text) { return IpAddress::parse(text).value(); }

    static std::string judged(int status, const std::string& body)
    {
        const auto answer = judge(status, body);
        return std::string(text(answer.kind)) + " " + answer.instanceId;
    }

    void uuids_and_old_names_are_instance_ids()
    {
        const std::string uuid = "2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11";
        CPPUNIT_ASSERT_EQUAL("answered " + uuid, judged(200, uuid));
        CPPUNIT_ASSERT_EQUAL("answered " + uuid, judged(200, uuid + "\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("answered i-2-3-VM"), judged(200, "i-2-3-VM"));
        CPPUNIT_ASSERT_EQUAL("answered " + std::string(64, 'x'), judged(200, std::string(64, 'x')));
    }

    void what_passes_through_while_a_router_is_filled_is_no_id()
    {
        for (const std::string& body :
             {std::string(), std::string("\n"), std::string("<html>log in</html>"), std::string("two words"),
              std::string(65, 'x'), std::string("2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f1"), std::string("2c6f1f2e-"),
              std::string("2c6f1f2e"), std::string("2c"), std::string("a\0b", 3), std::string("../../x")})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(body, std::string("not-an-id "), judged(200, body));
        for (const int status : {0, 204, 301, 404, 500})
            CPPUNIT_ASSERT_EQUAL(std::string("refused "), judged(status, "i-2-3-VM"));
    }

    static ProbeAnswer answered(const std::string& id, const std::string& localIpv4)
    {
        ProbeAnswer answer = judge(200, id);
        answer.localIpv4 = localIpv4;
        return answer;
    }

    const std::vector<Candidate> two{{address("10.1.0.1"), address("10.1.0.57"), "eth0", Rank::dataServer, {"x"}},
                                     {address("10.1.2.1"), address("10.1.2.88"), "eth1", Rank::gateway, {"y"}}};

    void the_router_that_knows_our_address_wins()
    {
        const auto choice = choose(two, {answered("a-vm", ""), answered("a-vm", "10.1.2.88")}, {});

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), choice.winner.value());
        CPPUNIT_ASSERT_EQUAL(std::string("it names the address we came from, 10.1.2.88"), choice.why);
    }

    void without_such_a_router_the_better_rank_wins()
    {
        const auto choice = choose(two, {answered("a-vm", ""), answered("a-vm", "")}, {});

        CPPUNIT_ASSERT_EQUAL(std::size_t(0), choice.winner.value());
        CPPUNIT_ASSERT_EQUAL(std::string("best rank of those that answered: data-server"), choice.why);
    }

    void another_id_from_another_router_is_told()
    {
        const auto choice = choose(two, {answered("a-vm", "10.1.0.57"), answered("b-vm", "10.1.2.88")}, {});

        CPPUNIT_ASSERT_EQUAL(std::size_t(0), choice.winner.value());
        CPPUNIT_ASSERT(choice.why.ends_with("; router 10.1.2.1 says another instance id, b-vm"));
    }

    void nobody_wins_when_nobody_knew_us()
    {
        CPPUNIT_ASSERT_EQUAL(std::string(), choose(two, {judge(404, ""), judge(200, "")}, {}).instanceId);
        CPPUNIT_ASSERT_EQUAL(std::string("no router knew this machine"), choose(two, {judge(404, ""), {}}, {}).why);
        CPPUNIT_ASSERT_EQUAL(std::string("nothing on this machine points at a router"), choose({}, {}, {}).why);
    }

    std::string judgedAddress(int status, const std::string& body) const
    {
        ProbeAnswer answer = judge(200, "a-vm");
        judgeAddress(answer, two[0], status, body);
        return std::string(text(answer.kind)) + " " + answer.localIpv4;
    }

    void an_answer_for_another_address_does_not_count()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("answered 10.1.0.57"), judgedAddress(200, "10.1.0.57\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("not-us 10.1.0.58"), judgedAddress(200, "10.1.0.58"));
        CPPUNIT_ASSERT_EQUAL(std::string("not-an-id "), judgedAddress(200, "OK"));
    }

    void without_an_address_the_answer_stands()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("answered "), judgedAddress(404, "<html>"));
        CPPUNIT_ASSERT_EQUAL(std::string("answered "), judgedAddress(200, ""));
    }

    static Claim claim(Claim::Kind kind, const char* id) { return {kind, id, "a source"}; }

    void a_router_that_knows_our_address_beats_every_claim()
    {
        const auto choice = choose(two, {answered("a-vm", "10.1.0.57"), {}}, {claim(Claim::Kind::configDrive, "b-vm")});

        CPPUNIT_ASSERT_EQUAL(std::string("a-vm"), choice.instanceId);
        CPPUNIT_ASSERT_EQUAL(std::size_t(0), choice.winner.value());
        CPPUNIT_ASSERT(!choice.claim);
        CPPUNIT_ASSERT_EQUAL(
            std::string("it names the address we came from, 10.1.0.57; a source says another instance id, b-vm"),
            choice.why);
    }

    void claims_count_where_no_router_knew_us()
    {
        const std::vector<Claim> claims{claim(Claim::Kind::firmware, "f-vm"), claim(Claim::Kind::configDrive, "c-vm")};

        const auto choice = choose(two, {answered("a-vm", ""), {}}, claims);

        CPPUNIT_ASSERT_EQUAL(std::string("c-vm"), choice.instanceId);
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), choice.claim.value());
        CPPUNIT_ASSERT(!choice.winner);
        CPPUNIT_ASSERT_EQUAL(std::string("f-vm"), choose(two, {answered("a-vm", ""), {}}, {claims[0]}).instanceId);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ChoiceTest);

} // namespace readystage::agent
