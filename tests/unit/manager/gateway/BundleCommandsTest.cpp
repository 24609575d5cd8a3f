#include "tests/unit/manager/gateway/GatewayFixture.h"

namespace readystage {

class BundleCommandsTest : public GatewayFixture {
    CPPUNIT_TEST_SUITE(BundleCommandsTest);
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
    CPPUNIT_TEST(a_name_on_a_later_page_is_found_and_one_that_is_there_twice_is_not_taken);
    CPPUNIT_TEST(a_count_higher_than_the_list_does_not_ask_forever);
    CPPUNIT_TEST(a_lookup_that_is_denied_keeps_its_code);
    CPPUNIT_TEST(a_parameter_that_would_be_ignored_is_refused);
    CPPUNIT_TEST(a_deployment_whose_answer_was_lost_is_504);
    CPPUNIT_TEST(a_deployment_whose_answer_is_unreadable_is_504);
    CPPUNIT_TEST(a_deployment_cloudstack_could_not_be_reached_for_is_503);
    CPPUNIT_TEST(a_refused_deployment_keeps_code_and_text);
    CPPUNIT_TEST_SUITE_END();

    /// CloudStack, with pages of two for this list, and whatever it says otherwise.
    fakes::FakeHttpClient::Outcome page(const std::string& element, const std::vector<std::string>& all,
                                        const HttpRequest& sent, std::size_t more = 0)
    {
        const auto asked = parseQuery(sent.body).value();
        const auto& command = *findIgnoringCase(asked, "command");
        if (command != "listNetworks")
            return cloud.at(command);
        const auto* const number = findIgnoringCase(asked, "page");
        const auto first = number == nullptr ? 0 : (std::stoul(*number) - 1) * 2;
        std::string list;
        for (auto i = first; i < std::min(first + 2, all.size()); ++i)
            list += (list.empty() ? "" : ",") + all[i];
        if (!list.empty())
            list = ",\"" + element + "\":[" + list + "]";
        return HttpAnswer{
            200, {}, R"({"listnetworksresponse":{"count":)" + std::to_string(all.size() + more) + list + "}}"};
    }

public:
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

    void a_name_on_a_later_page_is_found_and_one_that_is_there_twice_is_not_taken()
    {
        const auto network = [](const char* id, const char* name) {
            return std::string(R"({"id":")") + id + R"(","name":")" + name + R"("})";
        };
        std::vector<std::string> networks{network("n1", "net10"), network("n2", "net11"), network("n3", "net1")};
        http.serve([&](const HttpRequest& sent) { return page("network", networks, sent); });
        (void)call({{"command", "deployBundle"}, {"bundle", "foo"}});
        networks.push_back(network("n4", "net1"));

        const auto ambiguous = call({{"command", "deployBundle"}, {"bundle", "foo"}});

        const auto deployments = callsOf("deployVirtualMachine");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, deployments.size());
        CPPUNIT_ASSERT_EQUAL(std::string("n3"), *findIgnoringCase(deployments.at(0), "networkids"));
        assertFault(431, "networks \"net1\" is ambiguous: n3, n4", ambiguous, "deploybundleresponse");
    }

    void a_count_higher_than_the_list_does_not_ask_forever()
    {
        http.serve([&](const HttpRequest& sent) { return page("network", {R"({"id":"n1","name":"net1"})"}, sent, 3); });

        const auto response = call({{"command", "deployBundle"}, {"bundle", "foo"}});

        CPPUNIT_ASSERT_EQUAL_MESSAGE(response.body, 200, response.status);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, callsOf("listNetworks").size());
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
};

CPPUNIT_TEST_SUITE_REGISTRATION(BundleCommandsTest);

} // namespace readystage
