#include "agent/edge/RouterMetadata.h"

#include "common/runtime/Guarded.h"
#include "tests/fakes/FakeHttpClient.h"

#include <cppunit/extensions/HelperMacros.h>

#include <condition_variable>
#include <mutex>

namespace readystage::agent {

class RouterMetadataTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RouterMetadataTest);
    CPPUNIT_TEST(asks_for_the_instance_and_for_our_address_from_our_address);
    CPPUNIT_TEST(a_router_without_local_ipv4_still_answers);
    CPPUNIT_TEST(an_answer_for_another_address_is_not_for_us);
    CPPUNIT_TEST(a_server_that_says_yes_to_everything_is_no_router);
    CPPUNIT_TEST(a_refusal_is_told_with_its_status);
    CPPUNIT_TEST(an_unreachable_router_is_told_with_the_reason);
    CPPUNIT_TEST(a_certain_answer_spares_the_others);
    CPPUNIT_TEST(for_people_all_are_asked);
    CPPUNIT_TEST(candidates_are_asked_side_by_side);
    CPPUNIT_TEST(a_round_that_is_over_leaves_no_time_for_a_question);
    CPPUNIT_TEST(a_question_has_no_more_than_its_own_time);
    CPPUNIT_TEST_SUITE_END();

    fakes::FakeHttpClient http;
    RouterMetadata metadata{http, 8080, {}};

    static IpAddress address(const char* text) { return IpAddress::parse(text).value(); }

    static Candidate candidate(const char* router)
    {
        return {address(router), address("10.1.0.57"), "eth0", Rank::dataServer, {"data-server"}};
    }

    using Outcome = fakes::FakeHttpClient::Outcome;

    static Outcome know(const HttpRequest& request)
    {
        const bool isAddress = request.url.target.ends_with("local-ipv4");
        return HttpAnswer{200, {}, isAddress ? request.source->str() + "\n" : "a-vm"};
    }

    ProbeAnswer ask(const char* router) { return metadata.ask({candidate(router)}, RouterProbe::Until::first).at(0); }

    void asks_for_the_instance_and_for_our_address_from_our_address()
    {
        http.serve(know);

        const auto answer = ask("10.1.0.1");

        CPPUNIT_ASSERT_EQUAL(std::string("a-vm"), answer.instanceId);
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.57"), answer.localIpv4);
        const auto requests = http.requests();
        CPPUNIT_ASSERT_EQUAL(std::string("http://10.1.0.1:8080/latest/meta-data/instance-id"),
                             requests.at(0).url.str());
        CPPUNIT_ASSERT_EQUAL(std::string("http://10.1.0.1:8080/latest/meta-data/local-ipv4"), requests.at(1).url.str());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.57"), requests.at(0).source->str());
    }

    void a_router_without_local_ipv4_still_answers()
    {
        http.answerNext(200, "a-vm");
        http.answerNext(404, "");

        const auto answer = ask("10.1.0.1");

        CPPUNIT_ASSERT(answer.kind == ProbeAnswer::Kind::answered);
        CPPUNIT_ASSERT_EQUAL(std::string(), answer.localIpv4);
    }

    void an_answer_for_another_address_is_not_for_us()
    {
        http.answerNext(200, "a-vm");
        http.answerNext(200, "10.9.9.9");

        const auto answer = ask("10.1.0.1");

        CPPUNIT_ASSERT(answer.kind == ProbeAnswer::Kind::notUs);
        CPPUNIT_ASSERT_EQUAL(std::string("http://10.1.0.1:8080/latest/meta-data/instance-id: it took us for 10.9.9.9"),
                             answer.detail);
    }

    void a_server_that_says_yes_to_everything_is_no_router()
    {
        http.answerNext(200, "OK");
        http.answerNext(200, "OK");

        CPPUNIT_ASSERT(ask("10.1.0.1").kind == ProbeAnswer::Kind::notAnId);
    }

    void a_refusal_is_told_with_its_status()
    {
        http.answerNext(404, "<html>");

        const auto answer = ask("10.1.0.1");

        CPPUNIT_ASSERT(answer.kind == ProbeAnswer::Kind::refused);
        CPPUNIT_ASSERT_EQUAL(std::string("http://10.1.0.1:8080/latest/meta-data/instance-id: status 404"),
                             answer.detail);
    }

    void an_unreachable_router_is_told_with_the_reason()
    {
        http.failNext(HttpFailure::Kind::unreachable, "no route to host");

        const auto answer = ask("10.1.0.1");

        CPPUNIT_ASSERT(answer.kind == ProbeAnswer::Kind::unreachable);
        CPPUNIT_ASSERT_EQUAL(std::string("no route to host"), answer.detail);
    }

    const std::vector<Candidate> three{candidate("10.1.0.1"), candidate("10.1.0.2"), candidate("10.1.0.3")};

    void a_certain_answer_spares_the_others()
    {
        http.serve(know);
        RouterMetadata patient(http, 80, {.stagger = std::chrono::hours(1)});

        const auto answers = patient.ask(three, RouterProbe::Until::first);

        CPPUNIT_ASSERT_EQUAL(std::size_t(3), answers.size());
        CPPUNIT_ASSERT(answers[0].kind == ProbeAnswer::Kind::answered);
        CPPUNIT_ASSERT(answers[1].kind == ProbeAnswer::Kind::notAsked);
        CPPUNIT_ASSERT(answers[2].kind == ProbeAnswer::Kind::notAsked);
    }

    void for_people_all_are_asked()
    {
        http.serve(know);

        for (const auto& answer : metadata.ask(three, RouterProbe::Until::all))
            CPPUNIT_ASSERT(answer.kind == ProbeAnswer::Kind::answered);
    }

    /// The first router answers only once the second was asked: one after the other this would never end.
    void candidates_are_asked_side_by_side()
    {
        std::mutex mutex;
        std::condition_variable changed;
        bool secondWasAsked = false;
        http.serve([&](const HttpRequest& request) -> Outcome {
            std::unique_lock hold(mutex);
            if (request.url.host == "10.1.0.2") {
                secondWasAsked = true;
                changed.notify_all();
            }
            changed.wait(hold, [&] { return secondWasAsked; });
            return know(request);
        });

        const auto answers = metadata.ask({candidate("10.1.0.1"), candidate("10.1.0.2")}, RouterProbe::Until::all);

        CPPUNIT_ASSERT(answers[0].kind == ProbeAnswer::Kind::answered);
        CPPUNIT_ASSERT(answers[1].kind == ProbeAnswer::Kind::answered);
    }

    void a_round_that_is_over_leaves_no_time_for_a_question()
    {
        http.serve(know);
        RouterMetadata late(http, 80, {.stagger = {}, .round = {}});

        (void)late.ask(three, RouterProbe::Until::all);

        for (const auto& request : http.requests())
            CPPUNIT_ASSERT_EQUAL(0L, static_cast<long>(request.deadline.count()));
    }

    void a_question_has_no_more_than_its_own_time()
    {
        http.serve(know);

        (void)ask("10.1.0.1");

        for (const auto& request : http.requests())
            CPPUNIT_ASSERT_EQUAL(8000L, static_cast<long>(request.deadline.count()));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RouterMetadataTest);

} // namespace readystage::agent
