#include "manager/edge/GatewayHandler.h"

#include "common/codec/Base64.h"
#include "common/codec/Signature.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FakeHttpClient.h"
#include "tests/unit/manager/gateway/Recorded.h"
#include "tests/unit/manager/gateway/TemporaryFolder.h"

#include <cppunit/extensions/HelperMacros.h>

#include <future>
#include <map>

namespace readystage {

using namespace std::chrono_literals;

/// The gateway without a socket: CloudStack is a function from command to recorded answer, the upstream one that
/// remembers.
class GatewayHandlerTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(GatewayHandlerTest);
    CPPUNIT_TEST(a_foreign_command_is_passed_on_as_it_came);
    CPPUNIT_TEST(paths_below_client_are_passed_on);
    CPPUNIT_TEST(other_paths_are_404);
    CPPUNIT_TEST(a_command_of_ours_in_other_letters_is_cloudstacks);
    CPPUNIT_TEST(a_body_that_is_no_form_names_no_command);
    CPPUNIT_TEST(what_cannot_be_parsed_is_left_to_cloudstack);
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
    CPPUNIT_TEST(bundles_are_listed_with_everything);
    CPPUNIT_TEST(bundles_are_listed_in_xml_by_default);
    CPPUNIT_TEST(bundles_are_selected_by_id_name_and_keyword);
    CPPUNIT_TEST(no_bundle_is_an_empty_answer);
    CPPUNIT_TEST(a_page_beyond_the_end_has_the_count_alone);
    CPPUNIT_TEST(a_bundle_is_deployed_with_ids_for_its_names_and_its_userdata);
    CPPUNIT_TEST(a_deployment_is_told_to_the_manager_before_the_caller_hears_of_it);
    CPPUNIT_TEST(a_deployment_that_could_not_be_noted_is_answered_all_the_same);
    CPPUNIT_TEST(ids_in_a_bundle_are_not_looked_up);
    CPPUNIT_TEST(a_deployment_may_come_as_a_form);
    CPPUNIT_TEST(an_unknown_bundle_is_431_naming_those_that_exist);
    CPPUNIT_TEST(a_missing_bundle_is_said_in_cloudstacks_words);
    CPPUNIT_TEST(a_name_cloudstack_does_not_have_is_431_naming_bundle_and_key);
    CPPUNIT_TEST(a_lookup_that_is_denied_keeps_its_code);
    CPPUNIT_TEST(a_parameter_that_would_be_ignored_is_refused);
    CPPUNIT_TEST(a_deployment_whose_answer_was_lost_is_504);
    CPPUNIT_TEST(a_deployment_whose_answer_is_unreadable_is_504);
    CPPUNIT_TEST(a_deployment_cloudstack_could_not_be_reached_for_is_503);
    CPPUNIT_TEST(a_refused_deployment_keeps_code_and_text);
    CPPUNIT_TEST(more_commands_than_can_wait_are_503);
    CPPUNIT_TEST(after_a_stop_nothing_is_begun);
    CPPUNIT_TEST_SUITE_END();

    static constexpr const char* kVm = "41409050-9a10-4717-9f75-4344e5965bba";
    static constexpr const char* kNewVm = "2d64ca2d-600c-4b0e-96c1-109d07a99268";
    static constexpr const char* kJob = "26002853-7e78-45e1-9388-6b9cb8a5c1e0";

    TemporaryFolder folder;
    fakes::FakeClock clock;
    fakes::FakeHttpClient http;
    CloudStackClient client{http, clock, Url::parse("http://127.0.0.1:8080/client/api").value()};
    std::map<std::string, fakes::FakeHttpClient::Outcome> cloud;

    const ApiKeys alice{"alice-key", Secret("alice-secret")};
    std::unique_ptr<KeyFile> keys;
    std::unique_ptr<BundleFiles> bundles;
    std::vector<http::Request> forwarded;
    std::optional<http::Upstream::Failure> upstreamFails;
    std::vector<std::pair<std::string, std::string>> deployed;
    bool notesFail = false;
    std::unique_ptr<GatewayHandler> gateway;
    TaskPool pool{1, 1}; // last: its tasks use everything above

    void forward(const http::Request& request, const http::Upstream::OnAnswer& onAnswer,
                 const http::Upstream::OnFailure& onFailure)
    {
        forwarded.push_back(request);
        if (upstreamFails)
            return onFailure(*upstreamFails);
        onAnswer({207, "As It Came", {{"X-Odd", "1"}, {"X-Odd", "2"}}, "bytes\0and more", false});
    }

    void onDeployed(const InstanceId& vm, const Bundle& bundle)
    {
        deployed.emplace_back(vm.str(), bundle.name);
        if (notesFail)
            throw std::runtime_error("disk full");
    }

    static http::Request request(std::string method, std::string target, std::vector<http::Header> headers = {},
                                 std::string body = {})
    {
        const auto loopback = IpAddress::parse("127.0.0.1").value();
        return {std::move(method), std::move(target), std::move(headers), std::move(body), loopback, loopback};
    }

    http::Response answerTo(const http::Request& asked)
    {
        // Shared: the promise is still at work on the other thread when its future is ready.
        const auto answer = std::make_shared<std::promise<http::Response>>();
        auto answered = answer->get_future();
        gateway->handle(asked, [answer](http::Response response) { answer->set_value(std::move(response)); });
        return answered.get();
    }

    static std::string query(const Parameters& parameters) { return "/client/api?" + toQuery(parameters); }

    /// As somebody who signs and wants JSON.
    http::Response call(Parameters parameters)
    {
        parameters.emplace_back("response", "json");
        return answerTo(request("GET", query(sign(std::move(parameters), alice.apiKey, alice.secret))));
    }

    static Json inside(const http::Response& response, const char* envelope)
    {
        return Json::parse(response.body).at(envelope);
    }

    static void assertFault(int code, const std::string& words, const http::Response& response, const char* envelope)
    {
        const auto fault = inside(response, envelope);
        const auto text = fault.at("errortext").asString();
        CPPUNIT_ASSERT_EQUAL_MESSAGE(text, code, response.status);
        CPPUNIT_ASSERT_EQUAL(static_cast<std::int64_t>(code), fault.at("errorcode").asInteger());
        CPPUNIT_ASSERT_MESSAGE(text, text.find(words) != std::string::npos);
    }

    /// Parameters of the calls CloudStack got for this command.
    std::vector<Parameters> callsOf(const std::string& command) const
    {
        std::vector<Parameters> calls;
        for (const auto& sent : http.requests()) {
            auto parameters = parseQuery(sent.body).value();
            if (*findIgnoringCase(parameters, "command") == command)
                calls.push_back(std::move(parameters));
        }
        return calls;
    }

    void willAnswer(const std::string& command, const std::string& recordedId)
    {
        cloud.insert_or_assign(command, recorded(recordedId));
    }

public:
    void setUp() override
    {
        keys = std::make_unique<KeyFile>(folder.write("keys", "alice-key alice-secret\n"));
        std::filesystem::create_directory(folder.path() / "bundles.d");
        folder.write("bundles.d/foo.json", R"json({"name": "foo", "zone": "Sandbox-simulator",
            "service_offering": "Small Instance", "disk_offering": "Small",
            "template": "CentOS 5.6 (64-bit) no GUI (Simulator)", "networks": ["net1"],
            "userdata": "role=foo\n"})json");
        folder.write("bundles.d/bar.json", R"json({"name": "bar", "zone": "b4b84fa5-b9e2-4b51-8e06-d1b99319295e",
            "service_offering": "f141e764-41c9-44cb-b617-ab1906ffd1d9",
            "template": "fc6d8692-e67f-11f1-9892-02fc00000001"})json");
        bundles = std::make_unique<BundleFiles>(folder.path() / "bundles.d");
        willAnswer("listZones", "lists-030");
        willAnswer("listServiceOfferings", "lists-031");
        willAnswer("listDiskOfferings", "lists-032");
        willAnswer("listNetworks", "lists-033");
        willAnswer("listTemplates", "lists-051");
        willAnswer("getVirtualMachineUserData", "userdata-003");
        cloud.insert_or_assign("deployVirtualMachine",
                               HttpAnswer{200,
                                          {},
                                          std::string(R"({"deployvirtualmachineresponse":{"id":")") + kNewVm +
                                              R"(","jobid":")" + kJob + R"("}})"});
        http.serve([this](const HttpRequest& sent) {
            return cloud.at(*findIgnoringCase(parseQuery(sent.body).value(), "command"));
        });
        gateway = std::make_unique<GatewayHandler>(
            [this](const http::Request& asked, http::Upstream::OnAnswer onAnswer, http::Upstream::OnFailure onFailure) {
                forward(asked, onAnswer, onFailure);
            },
            client, *keys, *bundles, pool, clock,
            [this](const InstanceId& vm, const Bundle& bundle) { onDeployed(vm, bundle); });
        pool.start();
    }

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

    void bundles_are_listed_with_everything()
    {
        const auto list = inside(call({{"command", "listBundles"}}), "listbundlesresponse");

        const auto foo = list.at("bundle").asArray().at(1);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, list.at("count").asInteger());
        CPPUNIT_ASSERT_EQUAL(std::string("foo"), foo.at("name").asString());
        CPPUNIT_ASSERT_EQUAL(std::string("foo"), foo.at("id").asString());
        CPPUNIT_ASSERT_EQUAL(std::string("Sandbox-simulator"), foo.at("zone").asString());
        CPPUNIT_ASSERT_EQUAL(std::string("Small Instance"), foo.at("serviceoffering").asString());
        CPPUNIT_ASSERT_EQUAL(std::string("Small"), foo.at("diskoffering").asString());
        CPPUNIT_ASSERT_EQUAL(std::string("net1"), foo.at("networks").asArray().at(0).asString());
        CPPUNIT_ASSERT_EQUAL(std::string("role=foo\n"), base64::decode(foo.at("userdata").asString()).value());
    }

    void bundles_are_listed_in_xml_by_default()
    {
        const auto asked = sign({{"command", "listBundles"}, {"name", "bar"}}, alice.apiKey, alice.secret);

        const auto response = answerTo(request("GET", query(asked)));

        CPPUNIT_ASSERT(
            response.body.find("<listbundlesresponse><count>1</count><bundle><id>bar</id><name>bar</name>") !=
            std::string::npos);
    }

    void bundles_are_selected_by_id_name_and_keyword()
    {
        const auto namesFor = [&](const char* parameter, const char* value) {
            std::string names;
            for (const auto& bundle :
                 inside(call({{"command", "listBundles"}, {parameter, value}}), "listbundlesresponse")
                     .at("bundle")
                     .asArray())
                names += bundle.at("name").asString() + " ";
            return names;
        };

        CPPUNIT_ASSERT_EQUAL(std::string("foo "), namesFor("id", "foo"));
        CPPUNIT_ASSERT_EQUAL(std::string("bar "), namesFor("name", "bar"));
        CPPUNIT_ASSERT_EQUAL(std::string("foo "), namesFor("keyword", "O"));
    }

    void no_bundle_is_an_empty_answer()
    {
        CPPUNIT_ASSERT_EQUAL(std::string(R"({"listbundlesresponse":{}})"),
                             call({{"command", "listBundles"}, {"name", "fo"}}).body);
    }

    void a_page_beyond_the_end_has_the_count_alone()
    {
        CPPUNIT_ASSERT_EQUAL(std::string(R"({"listbundlesresponse":{"count":2}})"),
                             call({{"command", "listBundles"}, {"page", "3"}, {"pagesize", "1"}}).body);
    }

    void a_bundle_is_deployed_with_ids_for_its_names_and_its_userdata()
    {
        const auto response =
            call({{"command", "deployBundle"}, {"bundle", "foo"}, {"name", "foo-1"}, {"displayname", "F"}});

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"deploybundleresponse":{"id":")") + kNewVm + R"(","jobid":")" + kJob +
                                 "\"}}",
                             response.body);
        const auto asked = callsOf("deployVirtualMachine").at(0);
        const std::map<std::string, std::string> sent(asked.begin(), asked.end());
        CPPUNIT_ASSERT_EQUAL(std::string("b4b84fa5-b9e2-4b51-8e06-d1b99319295e"), sent.at("zoneid"));
        CPPUNIT_ASSERT_EQUAL(std::string("f141e764-41c9-44cb-b617-ab1906ffd1d9"), sent.at("serviceofferingid"));
        CPPUNIT_ASSERT_EQUAL(std::string("fc6d8692-e67f-11f1-9892-02fc00000001"), sent.at("templateid"));
        CPPUNIT_ASSERT_EQUAL(std::string("b844cd34-ccfc-4200-9c5f-6c3bd1962308"), sent.at("diskofferingid"));
        CPPUNIT_ASSERT_EQUAL(std::string("a5b0767e-8499-4e55-8442-3ba805e1f6a1"), sent.at("networkids"));
        CPPUNIT_ASSERT_EQUAL(std::string("foo-1"), sent.at("name"));
        CPPUNIT_ASSERT_EQUAL(std::string("F"), sent.at("displayname"));
        CPPUNIT_ASSERT_EQUAL(base64::encode("role=foo\n"), sent.at("userdata"));
        CPPUNIT_ASSERT(SignatureCheck::ok == checkSignature(asked, alice.secret, clock.now()));
    }

    void a_deployment_is_told_to_the_manager_before_the_caller_hears_of_it()
    {
        const auto toldBefore = std::make_shared<std::promise<std::size_t>>();
        const Parameters asked{{"command", "deployBundle"}, {"bundle", "bar"}};

        gateway->handle(request("GET", query(sign(asked, alice.apiKey, alice.secret))),
                        [this, toldBefore](const http::Response&) { toldBefore->set_value(deployed.size()); });

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, toldBefore->get_future().get());
        CPPUNIT_ASSERT(deployed.at(0) == std::pair(std::string(kNewVm), std::string("bar")));
    }

    void a_deployment_that_could_not_be_noted_is_answered_all_the_same()
    {
        notesFail = true;

        CPPUNIT_ASSERT_EQUAL(200, call({{"command", "deployBundle"}, {"bundle", "bar"}}).status);
    }

    void ids_in_a_bundle_are_not_looked_up()
    {
        (void)call({{"command", "deployBundle"}, {"bundle", "bar"}});

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, http.requests().size());
        CPPUNIT_ASSERT(findIgnoringCase(callsOf("deployVirtualMachine").at(0), "userdata") == nullptr);
    }

    void a_deployment_may_come_as_a_form()
    {
        const auto body = toQuery(sign({{"command", "deployBundle"}, {"bundle", "bar"}}, alice.apiKey, alice.secret));

        const auto response = answerTo(request(
            "POST", "/client/api", {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}}, body));

        CPPUNIT_ASSERT_EQUAL_MESSAGE(response.body, 200, response.status);
    }

    void an_unknown_bundle_is_431_naming_those_that_exist()
    {
        assertFault(431, "There is no bundle \"baz\"; those that exist: bar, foo",
                    call({{"command", "deployBundle"}, {"bundle", "baz"}}), "deploybundleresponse");
    }

    void a_missing_bundle_is_said_in_cloudstacks_words()
    {
        assertFault(431, "Unable to execute API command deploybundle due to missing parameter bundle",
                    call({{"command", "deployBundle"}, {"name", "x"}}), "deploybundleresponse");
    }

    void a_name_cloudstack_does_not_have_is_431_naming_bundle_and_key()
    {
        cloud.insert_or_assign("listTemplates", HttpAnswer{200, {}, R"({"listtemplatesresponse":{}})"});

        assertFault(431, "bundle foo, template \"CentOS 5.6 (64-bit) no GUI (Simulator)\": there is none of that name",
                    call({{"command", "deployBundle"}, {"bundle", "foo"}}), "deploybundleresponse");
        CPPUNIT_ASSERT(callsOf("deployVirtualMachine").empty());
    }

    void a_lookup_that_is_denied_keeps_its_code()
    {
        willAnswer("listNetworks", "access-084");

        assertFault(432, "bundle foo, networks \"net1\": The API [",
                    call({{"command", "deployBundle"}, {"bundle", "foo"}}), "deploybundleresponse");
    }

    void a_parameter_that_would_be_ignored_is_refused()
    {
        assertFault(431, "deployBundle has no parameter projectid",
                    call({{"command", "deployBundle"}, {"bundle", "foo"}, {"projectid", "x"}}), "deploybundleresponse");
    }

    void a_deployment_whose_answer_was_lost_is_504()
    {
        cloud.insert_or_assign("deployVirtualMachine", Unexpected{HttpFailure{HttpFailure::Kind::unknown, "reset"}});

        assertFault(504, "may have been executed", call({{"command", "deployBundle"}, {"bundle", "bar"}}),
                    "deploybundleresponse");
        CPPUNIT_ASSERT(deployed.empty());
    }

    void a_deployment_whose_answer_is_unreadable_is_504()
    {
        const Parameters asked{{"command", "deployBundle"}, {"bundle", "bar"}};

        cloud.insert_or_assign("deployVirtualMachine", HttpAnswer{200, {}, "<html>"});
        assertFault(504, "may have been executed", call(asked), "deploybundleresponse");

        cloud.insert_or_assign("deployVirtualMachine", HttpAnswer{200, {}, R"({"deployvirtualmachineresponse":{}})"});
        assertFault(504, "may have been executed", call(asked), "deploybundleresponse");
    }

    void a_deployment_cloudstack_could_not_be_reached_for_is_503()
    {
        cloud.insert_or_assign("deployVirtualMachine",
                               Unexpected{HttpFailure{HttpFailure::Kind::unreachable, "connection refused"}});

        assertFault(503, "nothing was done", call({{"command", "deployBundle"}, {"bundle", "bar"}}),
                    "deploybundleresponse");
    }

    void a_refused_deployment_keeps_code_and_text()
    {
        willAnswer("deployVirtualMachine", "access-009");

        assertFault(531, "Unable to use network with id= ", call({{"command", "deployBundle"}, {"bundle", "bar"}}),
                    "deploybundleresponse");
        CPPUNIT_ASSERT(deployed.empty());
    }

    void more_commands_than_can_wait_are_503()
    {
        std::promise<void> go;
        std::promise<void> running;
        CPPUNIT_ASSERT(pool.tryRun([&running, ready = go.get_future().share()] {
            running.set_value();
            ready.wait();
        }));
        running.get_future().wait();
        CPPUNIT_ASSERT(pool.tryRun([] {})); // the queue is full now

        const auto busy = call({{"command", "getUserData"}, {"id", kVm}});
        const auto list = call({{"command", "listBundles"}});

        go.set_value();
        pool.stop();
        assertFault(503, "busy", busy, "getuserdataresponse");
        CPPUNIT_ASSERT_EQUAL(200, list.status); // needs nobody
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
