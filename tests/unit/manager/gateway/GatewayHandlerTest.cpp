#include "tests/unit/manager/gateway/GatewayFixture.h"

namespace readystage {

using namespace std::chrono_literals;

class GatewayHandlerTest : public GatewayFixture {
    CPPUNIT_TEST_SUITE(GatewayHandlerTest);
    CPPUNIT_TEST(a_foreign_command_is_passed_on_as_it_came);
    CPPUNIT_TEST(a_command_that_can_end_readiness_is_told_of_after_its_answer);
    CPPUNIT_TEST(paths_below_client_are_passed_on);
    CPPUNIT_TEST(other_paths_are_404);
    CPPUNIT_TEST(a_command_of_ours_in_other_letters_is_cloudstacks);
    CPPUNIT_TEST(a_body_that_is_no_form_names_no_command);
    CPPUNIT_TEST(what_cannot_be_parsed_is_left_to_cloudstack);
    CPPUNIT_TEST(a_form_with_more_names_than_cloudstack_reads_is_left_to_it);
    CPPUNIT_TEST(other_methods_are_left_to_cloudstack);
    CPPUNIT_TEST(cloudstack_down_is_a_503_in_its_own_envelope);
    CPPUNIT_TEST(an_answer_that_was_lost_is_a_504_in_xml_too);
    CPPUNIT_TEST(a_request_without_key_is_401);
    CPPUNIT_TEST(an_unknown_key_a_wrong_and_a_missing_signature_look_alike);
    CPPUNIT_TEST(an_expired_request_is_401);
    CPPUNIT_TEST(a_request_recorded_from_python_cs_is_accepted);
    CPPUNIT_TEST(two_spellings_of_a_name_are_431);
    CPPUNIT_TEST(userdata_comes_as_base64);
    CPPUNIT_TEST(userdata_is_read_with_the_callers_own_keys);
    CPPUNIT_TEST(a_vm_without_userdata_has_no_key);
    CPPUNIT_TEST(virtualmachineid_is_another_word_for_id);
    CPPUNIT_TEST(userdata_without_id_is_said_in_cloudstacks_words);
    CPPUNIT_TEST(a_database_number_is_no_id);
    CPPUNIT_TEST(cloudstacks_refusal_is_passed_on_in_our_envelope);
    CPPUNIT_TEST(a_read_that_got_no_answer_is_503);
    CPPUNIT_TEST(more_commands_than_can_wait_are_503);
    CPPUNIT_TEST(a_deployment_that_waited_too_long_is_503_and_not_done);
    CPPUNIT_TEST(after_a_stop_nothing_is_begun);
    CPPUNIT_TEST_SUITE_END();

public:
    void a_foreign_command_is_passed_on_as_it_came()

    {
        const auto asked =
            request("POST", "/client/api?command=listZones&a=%7e&&b", {{"Cookie", "x"}, {"X-A", "1"}}, "c=d");

        const auto response = answerTo(asked);

        CPPUNIT_ASSERT_EQUAL(asked.target, forwarded.at(0).target);
        CPPUNIT_ASSERT(asked.headers == forwarded.at(0).headers);
        CPPUNIT_ASSERT_EQUAL(asked.body, forwarded.at(0).body);
        CPPUNIT_ASSERT_EQUAL(207, response.status);
        CPPUNIT_ASSERT_EQUAL(std::string("As It Came"), response.reason);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, response.headers.size());
        CPPUNIT_ASSERT_EQUAL(oddBytes(), response.body);
    }

    void paths_below_client_are_passed_on()
    {
        CPPUNIT_ASSERT_EQUAL(207, answerTo(request("GET", "/client/?command=listBundles")).status);
        CPPUNIT_ASSERT_EQUAL(207, answerTo(request("GET", "/client/console?cmd=access")).status);
    }

    void other_paths_are_404()
    {
        CPPUNIT_ASSERT_EQUAL(404, answerTo(request("GET", "/?command=listBundles")).status);
        CPPUNIT_ASSERT(forwarded.empty());
    }

    void a_command_that_can_end_readiness_is_told_of_after_its_answer()
    {
        int told = 0;
        gateway->onVmCommand([&] { ++told; });

        CPPUNIT_ASSERT_EQUAL(207, call({{"command", "restoreVirtualMachine"}}).status);
        CPPUNIT_ASSERT_EQUAL(1, told);
        CPPUNIT_ASSERT_EQUAL(207, call({{"command", "listVirtualMachines"}}).status);
        CPPUNIT_ASSERT_EQUAL(1, told);
    }

    void a_command_of_ours_in_other_letters_is_cloudstacks()
    {
        CPPUNIT_ASSERT_EQUAL(207, call({{"command", "listbundles"}}).status);
        CPPUNIT_ASSERT_EQUAL(207, call({{"Command", "listBundles"}}).status);
    }

    void a_body_that_is_no_form_names_no_command()
    {
        const auto body = toQuery(sign({{"command", "listBundles"}}, alice.apiKey, alice.secret));

        CPPUNIT_ASSERT_EQUAL(207,
                             answerTo(request("POST", "/client/api", {{"Content-Type", "text/plain"}}, body)).status);
        CPPUNIT_ASSERT_EQUAL(207, answerTo(request("POST", "/client/api", {}, body)).status);
    }

    void what_cannot_be_parsed_is_left_to_cloudstack()
    {
        CPPUNIT_ASSERT_EQUAL(207, answerTo(request("GET", "/client/api?command=listBundles&a=%zz")).status);
        CPPUNIT_ASSERT_EQUAL(207, answerTo(request("POST", "/client/api?command=listBundles",
                                                   {{"Content-Type", "application/x-www-form-urlencoded"}}, "a=%ff"))
                                      .status);
    }

    void a_form_with_more_names_than_cloudstack_reads_is_left_to_it()
    {
        const auto answerToNames = [&](std::size_t count) {
            std::string body = toQuery(sign({{"command", "listBundles"}}, alice.apiKey, alice.secret));
            const auto there = static_cast<std::size_t>(std::count(body.begin(), body.end(), '&')) + 1;
            for (auto i = there; i < count; ++i)
                body += "&n" + std::to_string(i);
            return answerTo(
                request("POST", "/client/api", {{"Content-Type", "application/x-www-form-urlencoded"}}, body));
        };

        CPPUNIT_ASSERT_EQUAL(401, answerToNames(5'000).status); // ours; only some of the names were signed
        CPPUNIT_ASSERT_EQUAL(207, answerToNames(5'001).status);
    }

    void other_methods_are_left_to_cloudstack()
    {
        CPPUNIT_ASSERT_EQUAL(207, answerTo(request("PUT", "/client/api?command=listBundles")).status);
        CPPUNIT_ASSERT_EQUAL(207, answerTo(request("HEAD", "/client/api?command=listBundles")).status);
    }

    void cloudstack_down_is_a_503_in_its_own_envelope()
    {
        upstreamFails = http::Upstream::Failure{false, "connection refused"};

        const auto response = answerTo(request("GET", "/client/api?command=listZones&response=json"));

        assertFault(503, "connection refused", response, "listzonesresponse");
        CPPUNIT_ASSERT_EQUAL(std::int64_t{9999}, inside(response, "listzonesresponse").at("cserrorcode").asInteger());
        CPPUNIT_ASSERT(inside(response, "listzonesresponse").at("uuidList").asArray().empty());
    }

    void an_answer_that_was_lost_is_a_504_in_xml_too()
    {
        upstreamFails = http::Upstream::Failure{true, "reset"};

        const auto response = answerTo(request("GET", "/client/api?command=destroyVirtualMachine&id=1"));

        CPPUNIT_ASSERT_EQUAL(504, response.status);
        CPPUNIT_ASSERT(response.body.find("<destroyvirtualmachineresponse><errorcode>504</errorcode>") !=
                       std::string::npos);
        CPPUNIT_ASSERT(response.body.find("may have been executed") != std::string::npos);
    }

    void a_request_without_key_is_401()
    {
        const auto response = answerTo(request("GET", "/client/api?command=getUserData&id=1&response=json"));

        CPPUNIT_ASSERT_EQUAL(401, response.status);
        CPPUNIT_ASSERT_EQUAL(std::string(R"({"getuserdataresponse":{"uuidList":[],"errorcode":401,"errortext":)"
                                         R"("unable to verify user credentials and/or request signature"}})"),
                             response.body);
        CPPUNIT_ASSERT(http.requests().empty());
    }

    void an_unknown_key_a_wrong_and_a_missing_signature_look_alike()
    {
        const Parameters asked{{"command", "listBundles"}, {"response", "json"}};
        auto unsignedOne = asked;
        unsignedOne.emplace_back("apiKey", alice.apiKey);

        const auto unknown = answerTo(request("GET", query(sign(asked, "mallory", alice.secret))));
        const auto wrong = answerTo(request("GET", query(sign(asked, alice.apiKey, Secret("guess")))));
        const auto missing = answerTo(request("GET", query(unsignedOne)));

        CPPUNIT_ASSERT_EQUAL(401, unknown.status);
        CPPUNIT_ASSERT_EQUAL(unknown.body, wrong.body);
        CPPUNIT_ASSERT_EQUAL(unknown.body, missing.body);
    }

    void an_expired_request_is_401()
    {
        const Parameters asked{
            {"command", "listBundles"}, {"signatureVersion", "3"}, {"expires", formatExpires(clock.now() + 60s)}};
        CPPUNIT_ASSERT_EQUAL(200, call(asked).status);

        clock.advance(61s);

        CPPUNIT_ASSERT_EQUAL(401, call(asked).status);
    }

    void a_request_recorded_from_python_cs_is_accepted()
    {
        // A cloud that no longer exists; it knew no such command, we do.
        folder.write("keys",
                     "xHmw8bEXHEKAEBhha4FVODRR7l9Oz3bL344eQmJtt0kNXPKUNwavP8zOOlNuNGJXXOomBuy21g1vAxATDqbNjg "
                     "yOR13m7CbuaBWiUwFm5PUpNBYwMTz57DRDVfgXlt8caG40gvAS4PMbrfLLA5Afj_mfgIs7TDWcb_u_DxtE8iVQ\n");
        keys->reload();

        const auto response = answerTo(request(
            "GET",
            "/client/api?id=2d64ca2d-600c-4b0e-96c1-"
            "109d07a99268&command=getUserData&apiKey=xHmw8bEXHEKAEBhha4FVODRR7l9Oz3bL344eQmJtt0kNXPKUNwavP8zOOlNu"
            "NGJXXOomBuy21g1vAxATDqbNjg&response=json&signatureVersion=3&expires=2026-11-"
            "22T15%3A08%3A28%2B0000&signature=f1eVdhDdgwQesprG1cLj30D7hLs%3D"));

        CPPUNIT_ASSERT_EQUAL_MESSAGE(response.body, 200, response.status);
    }

    void two_spellings_of_a_name_are_431()
    {
        assertFault(431, "two spellings", call({{"command", "deployBundle"}, {"bundle", "foo"}, {"Bundle", "bar"}}),
                    "deploybundleresponse");
        CPPUNIT_ASSERT(http.requests().empty());
    }

    void userdata_comes_as_base64()
    {
        const auto response = call({{"command", "getUserData"}, {"id", kVm}});

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"getuserdataresponse":{"userdata":"cm9sZT13ZWIKZW52PXByb2QK"}})"),
                             response.body);
    }

    void userdata_is_read_with_the_callers_own_keys()
    {
        (void)call({{"command", "getUserData"}, {"id", kVm}});

        const auto asked = callsOf("getVirtualMachineUserData").at(0);
        CPPUNIT_ASSERT(SignatureCheck::ok == checkSignature(asked, alice.secret, clock.now()));
        CPPUNIT_ASSERT_EQUAL(alice.apiKey, *findIgnoringCase(asked, "apikey"));
        CPPUNIT_ASSERT_EQUAL(std::string(kVm), *findIgnoringCase(asked, "virtualmachineid"));
    }

    void a_vm_without_userdata_has_no_key()
    {
        willAnswer("getVirtualMachineUserData", "userdata-001");

        const auto response = call({{"command", "getUserData"}, {"id", kVm}});

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"getuserdataresponse":{}})"), response.body);
    }

    void virtualmachineid_is_another_word_for_id()
    {
        CPPUNIT_ASSERT_EQUAL(200, call({{"command", "getUserData"}, {"virtualmachineid", kVm}}).status);
    }

    void userdata_without_id_is_said_in_cloudstacks_words()
    {
        assertFault(431, "Unable to execute API command getuserdata due to missing parameter id",
                    call({{"command", "getUserData"}}), "getuserdataresponse");
    }

    void a_database_number_is_no_id()
    {
        assertFault(431, "Invalid parameter id value=7 due to incorrect long value format",
                    call({{"command", "getUserData"}, {"id", "7"}}), "getuserdataresponse");
        CPPUNIT_ASSERT(http.requests().empty());
    }

    void cloudstacks_refusal_is_passed_on_in_our_envelope()
    {
        willAnswer("getVirtualMachineUserData", "access-029");

        const auto response = call({{"command", "getUserData"}, {"id", kVm}});

        assertFault(531, "Caller does not have permission to operate with provided resource.", response,
                    "getuserdataresponse");
    }

    void a_read_that_got_no_answer_is_503()
    {
        cloud.insert_or_assign("getVirtualMachineUserData",
                               Unexpected{HttpFailure{HttpFailure::Kind::unknown, "reset"}});

        assertFault(503, "nothing was done", call({{"command", "getUserData"}, {"id", kVm}}), "getuserdataresponse");
    }

    void more_commands_than_can_wait_are_503()
    {
        std::promise<void> go;
        std::promise<void> running;
        CPPUNIT_ASSERT(pool.tryRun(
            [&running, ready = go.get_future().share()] {
                running.set_value();
                ready.wait();
            },
            [] {}));
        running.get_future().wait();
        CPPUNIT_ASSERT(pool.tryRun([] {}, [] {})); // the queue is full now

        const auto busy = call({{"command", "getUserData"}, {"id", kVm}});
        const auto list = call({{"command", "listBundles"}});

        go.set_value();
        pool.stop();
        assertFault(503, "busy", busy, "getuserdataresponse");
        CPPUNIT_ASSERT_EQUAL(200, list.status); // needs nobody
    }

    void a_deployment_that_waited_too_long_is_503_and_not_done()
    {
        std::promise<void> go;
        CPPUNIT_ASSERT(pool.tryRun([ready = go.get_future().share()] { ready.wait(); }, [] {}));
        const auto answer = std::make_shared<std::promise<http::Response>>();
        const Parameters asked{{"command", "deployBundle"}, {"bundle", "bar"}, {"response", "json"}};
        gateway->handle(request("GET", query(sign(asked, alice.apiKey, alice.secret))),
                        [answer](http::Response response) { answer->set_value(std::move(response)); });

        clock.advance(11s);
        go.set_value();

        assertFault(503, "nothing was done", answer->get_future().get(), "deploybundleresponse");
        CPPUNIT_ASSERT(http.requests().empty());
    }

    void after_a_stop_nothing_is_begun()
    {
        pool.stop();

        CPPUNIT_ASSERT_EQUAL(503, call({{"command", "deployBundle"}, {"bundle", "bar"}}).status);
        CPPUNIT_ASSERT(http.requests().empty());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(GatewayHandlerTest);

} // namespace readystage
