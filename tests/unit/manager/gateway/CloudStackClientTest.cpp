#include "manager/edge/CloudStackClient.h"

#include "common/codec/Signature.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FakeHttpClient.h"
#include "tests/unit/manager/gateway/Recorded.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage {

using namespace std::chrono_literals;
using Kind = ApiError::Kind;

class CloudStackClientTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CloudStackClientTest);
    CPPUNIT_TEST(a_call_is_a_signed_form_that_cloudstack_accepts_for_five_minutes);
    CPPUNIT_TEST(the_inside_of_the_envelope_comes_back);
    CPPUNIT_TEST(an_answer_of_an_error_says_what_was_tried_and_what_came_back);
    CPPUNIT_TEST(a_refusal_is_refused);
    CPPUNIT_TEST(a_failed_router_push_is_unknown);
    CPPUNIT_TEST(a_530_is_unknown);
    CPPUNIT_TEST(throttling_is_unreachable_and_tells_how_long_to_wait);
    CPPUNIT_TEST(throttling_in_the_words_of_older_releases_is_understood);
    CPPUNIT_TEST(maintenance_is_unreachable);
    CPPUNIT_TEST(a_proxy_without_a_server_is_unreachable_and_its_retry_after_is_kept);
    CPPUNIT_TEST(a_list_that_cloudstack_cannot_build_is_malformed);
    CPPUNIT_TEST(an_error_page_is_malformed);
    CPPUNIT_TEST(an_error_page_of_a_gateway_is_unknown);
    CPPUNIT_TEST(an_empty_200_is_unknown);
    CPPUNIT_TEST(json_without_an_envelope_is_malformed);
    CPPUNIT_TEST(xml_is_malformed);
    CPPUNIT_TEST(kinds_of_transport_failures_are_kept);
    CPPUNIT_TEST(a_job_is_polled_soon_and_then_ever_slower);
    CPPUNIT_TEST(a_job_that_went_well_gives_its_result);
    CPPUNIT_TEST(a_job_that_failed_is_refused_with_its_text);
    CPPUNIT_TEST(a_job_outlives_calls_that_fail_while_it_is_waited_for);
    CPPUNIT_TEST(a_throttled_poll_waits_as_long_as_it_was_told);
    CPPUNIT_TEST(a_job_cloudstack_does_not_tell_of_is_unknown);
    CPPUNIT_TEST(a_job_that_outlasts_the_deadline_is_unknown);
    CPPUNIT_TEST(a_stop_ends_the_wait);
    CPPUNIT_TEST_SUITE_END();

    fakes::FakeHttpClient http;
    fakes::FakeClock clock;
    CloudStackClient client{http, clock, Url::parse("http://127.0.0.1:8080/client/api").value()};
    const ApiKeys keys{"the-api-key", Secret("the-secret")};

    ApiResult<Json> answered(const HttpAnswer& answer)
    {
        http.answerNext(answer.status, answer.body, answer.header("Content-Type"));
        return client.call(keys, "listZones", {});
    }

    ApiError errorOf(const HttpAnswer& answer)
    {
        const auto result = answered(answer);
        CPPUNIT_ASSERT(!result.has_value());
        return result.error();
    }

    static HttpAnswer html(int status)
    {
        return {status, {{"Content-Type", "text/html"}}, "<html><body>no</body></html>"};
    }

    ApiResult<Json> await(std::chrono::milliseconds patience = 60s)
    {
        clock.skipSleeps();
        return client.awaitJob(keys, "b9ca7a31-cd11-49be-a8e7-c8f79ae6c365", clock.steady() + patience, {});
    }

    void pollAnswers(const std::string& id)
    {
        const auto answer = recorded(id);
        http.answerNext(answer.status, answer.body);
    }

    void assertKind(Kind expected, const ApiError& error)
    {
        CPPUNIT_ASSERT_MESSAGE(error.message, expected == error.kind);
    }

public:
    void a_call_is_a_signed_form_that_cloudstack_accepts_for_five_minutes()
    {
        http.answerNext(200, recorded("lists-030").body);

        (void)client.call(keys, "listZones", {{"name", "Zürich ~*+"}});

        const auto request = http.requests().at(0);
        const auto sent = parseQuery(request.body).value();
        CPPUNIT_ASSERT_EQUAL(std::string("POST"), request.method);
        CPPUNIT_ASSERT_EQUAL(std::string("/client/api"), request.url.target);
        CPPUNIT_ASSERT(request.headers.at(0).second.starts_with("application/x-www-form-urlencoded"));
        CPPUNIT_ASSERT_EQUAL(std::string("json"), *findIgnoringCase(sent, "response"));
        CPPUNIT_ASSERT_EQUAL(std::string("the-api-key"), *findIgnoringCase(sent, "apiKey"));
        CPPUNIT_ASSERT(SignatureCheck::ok == checkSignature(sent, keys.secret, clock.now() + 5min));
        CPPUNIT_ASSERT(SignatureCheck::expired == checkSignature(sent, keys.secret, clock.now() + 5min + 1s));
    }

    void the_inside_of_the_envelope_comes_back()
    {
        const auto zones = answered(recorded("lists-030"));

        CPPUNIT_ASSERT(zones.has_value());
        CPPUNIT_ASSERT_EQUAL(std::string("Sandbox-simulator"), zones->at("zone").asArray().at(0).at("name").asString());
    }

    void an_answer_of_an_error_says_what_was_tried_and_what_came_back()
    {
        http.answerNext(531, recorded("access-029").body);

        const auto result = client.call(keys, "getVirtualMachineUserData", {{"virtualmachineid", "4140"}});

        CPPUNIT_ASSERT_EQUAL(
            std::string("getVirtualMachineUserData virtualmachineid=4140: CloudStack answered 531: Caller "
                        "does not have permission to operate with provided resource."),
            result.error().message);
        CPPUNIT_ASSERT_EQUAL(531, result.error().code);
    }

    void a_refusal_is_refused()
    {
        for (const char* id :
             {"userdata-007", "access-029", "access-084", "signing-010", "enforced-006", "signing-043"})
            assertKind(Kind::refused, errorOf(recorded(id)));
    }

    void a_failed_router_push_is_unknown()
    {
        const auto error = errorOf(recorded("userdata-091"));

        assertKind(Kind::unknown, error);
        CPPUNIT_ASSERT_EQUAL(534, error.code);
    }

    void a_530_is_unknown() { assertKind(Kind::unknown, errorOf(recorded("networks-009"))); }

    void throttling_is_unreachable_and_tells_how_long_to_wait()
    {
        const auto error = errorOf(recorded("throttled-011"));

        assertKind(Kind::unreachable, error);
        CPPUNIT_ASSERT(133ms == error.retryAfter);
    }

    void throttling_in_the_words_of_older_releases_is_understood()
    {
        const auto error =
            errorOf({429, {}, R"({"listzonesresponse":{"errorcode":429,"errortext":"please retry after 812 ms."}})"});

        CPPUNIT_ASSERT(812ms == error.retryAfter);
    }

    void maintenance_is_unreachable()
    {
        assertKind(
            Kind::unreachable,
            errorOf({503, {}, R"({"createtagsresponse":{"errorcode":503,"errortext":"preparing for maintenance"}})"}));
    }

    void a_proxy_without_a_server_is_unreachable_and_its_retry_after_is_kept()
    {
        http.serve([](const HttpRequest&) -> fakes::FakeHttpClient::Outcome {
            return HttpAnswer{503, {{"Content-Type", "text/html"}, {"Retry-After", "2"}}, "<h1>503</h1>"};
        });

        const auto error = client.call(keys, "listZones", {}).error();

        assertKind(Kind::unreachable, error);
        CPPUNIT_ASSERT(2'000ms == error.retryAfter);
    }

    void a_list_that_cloudstack_cannot_build_is_malformed()
    {
        assertKind(Kind::malformed, errorOf(recorded("oddities-002")));
        assertKind(Kind::malformed, errorOf(recorded("oddities-011")));
    }

    void an_error_page_is_malformed()
    {
        assertKind(Kind::malformed, errorOf(recorded("signing-041")));
        assertKind(Kind::malformed, errorOf(recorded("signing-050")));
        assertKind(Kind::malformed, errorOf(html(200)));
        assertKind(Kind::malformed, errorOf(html(431)));
    }

    void an_error_page_of_a_gateway_is_unknown()
    {
        assertKind(Kind::unknown, errorOf(html(502)));
        assertKind(Kind::unknown, errorOf(html(504)));
    }

    void an_empty_200_is_unknown() { assertKind(Kind::unknown, errorOf({200, {}, ""})); }

    void json_without_an_envelope_is_malformed()
    {
        for (const char* body :
             {"[]", "{}", R"({"listzonesresponse":[]})", R"({"zones":{}})", R"({"aresponse":{},"b":1})",
              R"({"listzonesresponse":{"errorcode":"431"}})", R"({"listzonesresponse":{"zone":[{"id":)"})
            assertKind(Kind::malformed, errorOf({200, {}, body}));
    }

    void xml_is_malformed() { assertKind(Kind::malformed, errorOf(recorded("signing-034"))); }

    void kinds_of_transport_failures_are_kept()
    {
        http.failNext(HttpFailure::Kind::unreachable);
        http.failNext(HttpFailure::Kind::unknown);
        http.failNext(HttpFailure::Kind::unreadable);

        assertKind(Kind::unreachable, client.call(keys, "listZones", {}).error());
        assertKind(Kind::unknown, client.call(keys, "listZones", {}).error());
        assertKind(Kind::malformed, client.call(keys, "listZones", {}).error());
    }

    void a_job_is_polled_soon_and_then_ever_slower()
    {
        for (int i = 0; i < 7; ++i)
            pollAnswers("tags-002");
        pollAnswers("tags-003");

        (void)await();

        const std::vector<std::chrono::milliseconds> expected{100ms,  200ms,  400ms,  800ms,
                                                              1600ms, 2000ms, 2000ms, 2000ms};
        CPPUNIT_ASSERT(expected == clock.slept());
    }

    void a_job_that_went_well_gives_its_result()
    {
        pollAnswers("tags-003");

        const auto result = await();

        CPPUNIT_ASSERT(result.has_value());
        CPPUNIT_ASSERT(result->at("success").asBool());
    }

    void a_job_that_failed_is_refused_with_its_text()
    {
        pollAnswers("tags-006");

        const auto result = await();

        assertKind(Kind::refused, result.error());
        CPPUNIT_ASSERT_EQUAL(530, result.error().code);
        CPPUNIT_ASSERT(result.error().message.ends_with(
            "tag ready already on UserVm with id 827cfda9-cd9b-4a55-9cb0-62411c5ca173"));
    }

    void a_job_outlives_calls_that_fail_while_it_is_waited_for()
    {
        http.failNext(HttpFailure::Kind::unreachable);
        http.failNext(HttpFailure::Kind::unknown);
        http.answerNext(502, "<html>", "text/html");
        pollAnswers("tags-003");

        const auto result = await();

        CPPUNIT_ASSERT(result.has_value());
    }

    void a_throttled_poll_waits_as_long_as_it_was_told()
    {
        http.answerNext(
            429, R"({"queryasyncjobresultresponse":{"errorcode":429,"errortext":"please retry after [5000] ms."}})");
        pollAnswers("tags-003");

        (void)await();

        CPPUNIT_ASSERT((std::vector<std::chrono::milliseconds>{100ms, 5000ms}) == clock.slept());
    }

    void a_job_cloudstack_does_not_tell_of_is_unknown()
    {
        http.answerNext(431,
                        R"({"queryasyncjobresultresponse":{"errorcode":431,"errortext":"Invalid parameter jobid"}})");

        const auto result = await();

        assertKind(Kind::unknown, result.error());
        CPPUNIT_ASSERT_EQUAL(431, result.error().code);
    }

    void a_job_that_outlasts_the_deadline_is_unknown()
    {
        http.serve([](const HttpRequest&) -> fakes::FakeHttpClient::Outcome { return recorded("tags-002"); });

        const auto result = await(10s);

        assertKind(Kind::unknown, result.error());
    }

    void a_stop_ends_the_wait()
    {
        std::stop_source stop;
        stop.request_stop();

        const auto result = client.awaitJob(keys, "b9ca7a31", clock.steady() + 60s, stop.get_token());

        assertKind(Kind::unknown, result.error());
        CPPUNIT_ASSERT(http.requests().empty());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CloudStackClientTest);

} // namespace readystage
