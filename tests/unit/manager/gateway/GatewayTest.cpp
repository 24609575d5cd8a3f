#include "manager/core/Gateway.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage {

class GatewayTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(GatewayTest);
    CPPUNIT_TEST(only_the_api_can_hold_a_command_of_ours);
    CPPUNIT_TEST(the_rest_below_client_is_cloudstacks);
    CPPUNIT_TEST(other_paths_are_nobodys);
    CPPUNIT_TEST(a_path_that_leaves_client_is_nobodys);
    CPPUNIT_TEST(a_body_is_a_form_by_its_content_type_and_method_only);
    CPPUNIT_TEST(the_query_wins_over_the_body);
    CPPUNIT_TEST(of_a_name_twice_in_the_query_the_last_counts);
    CPPUNIT_TEST(of_a_name_twice_in_the_body_the_first_counts);
    CPPUNIT_TEST(our_commands_are_known_by_their_exact_names);
    CPPUNIT_TEST(two_spellings_of_a_name_are_found);
    CPPUNIT_TEST(names_that_only_begin_alike_are_not_ambiguous);
    CPPUNIT_TEST(only_response_json_means_json);
    CPPUNIT_TEST(envelopes_are_named_as_cloudstack_names_them);
    CPPUNIT_TEST(what_cannot_be_a_command_does_not_name_an_envelope);
    CPPUNIT_TEST(a_missing_parameter_is_said_in_cloudstacks_words);
    CPPUNIT_TEST(a_command_that_never_left_may_be_sent_again);
    CPPUNIT_TEST(a_command_that_may_have_been_executed_says_so);
    CPPUNIT_TEST(without_paging_a_list_has_its_first_500);
    CPPUNIT_TEST(pages_begin_with_one);
    CPPUNIT_TEST(page_and_pagesize_need_each_other);
    CPPUNIT_TEST(a_page_that_is_no_number_is_refused_in_cloudstacks_words);
    CPPUNIT_TEST(a_pagesize_over_500_is_refused);
    CPPUNIT_TEST(a_page_far_beyond_everything_does_not_wrap_around);
    CPPUNIT_TEST(an_empty_value_is_not_given);
    CPPUNIT_TEST_SUITE_END();

    static Result<Page, ApiFault> page(const Parameters& parameters)
    {
        return pageOf(OwnCommand::listBundles, parameters);
    }

    static std::string refusal(const Parameters& parameters)
    {
        const auto result = page(parameters);
        CPPUNIT_ASSERT(!result.has_value());
        CPPUNIT_ASSERT_EQUAL(431, result.error().code);
        return result.error().text;
    }

public:
    void only_the_api_can_hold_a_command_of_ours()
    {
        CPPUNIT_ASSERT(GatewayPath::api == gatewayPath("/client/api"));
        CPPUNIT_ASSERT(GatewayPath::api == gatewayPath("/client/api/"));
    }

    void the_rest_below_client_is_cloudstacks()
    {
        for (const char* path :
             {"/client", "/client/", "/client/console", "/client/API", "/client/apidocs", "/client/api;x=1"})
            CPPUNIT_ASSERT_MESSAGE(path, GatewayPath::cloudStack == gatewayPath(path));
    }

    void other_paths_are_nobodys()
    {
        for (const char* path : {"/", "", "/clientele", "/v1/vms", "/Client/api", "client/api", "//client/api"})
            CPPUNIT_ASSERT_MESSAGE(path, GatewayPath::nowhere == gatewayPath(path));
    }

    void a_path_that_leaves_client_is_nobodys()
    {
        for (const char* path :
             {"/client/../secret", "/client/..", "/client/./api", "/client/%2e%2E/secret", "/client/.%2e/secret",
              "/client/..;x=1/secret", "/client/..%2fsecret", "/client/%u002e%u002e/secret", "/client/..%00/secret"})
            CPPUNIT_ASSERT_MESSAGE(path, GatewayPath::nowhere == gatewayPath(path));
        for (const char* path : {"/client/...", "/client/.well-known", "/client/a..b/c.js", "/client/a;b=../x"})
            CPPUNIT_ASSERT_MESSAGE(path, GatewayPath::cloudStack == gatewayPath(path));
    }

    void a_body_is_a_form_by_its_content_type_and_method_only()
    {
        CPPUNIT_ASSERT(carriesForm("POST", "application/x-www-form-urlencoded"));
        CPPUNIT_ASSERT(carriesForm("POST", "Application/X-WWW-Form-URLencoded ; charset=UTF-8"));
        CPPUNIT_ASSERT(!carriesForm("POST", "application/json"));
        CPPUNIT_ASSERT(!carriesForm("POST", ""));
        CPPUNIT_ASSERT(!carriesForm("POST", "application/x-www-form-urlencoded-not"));
        CPPUNIT_ASSERT(!carriesForm("GET", "application/x-www-form-urlencoded"));
    }

    void the_query_wins_over_the_body()
    {
        const auto merged = mergeParameters({{"command", "listZones"}}, {{"command", "deployBundle"}, {"name", "x"}});

        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, merged.size());
        CPPUNIT_ASSERT_EQUAL(std::string("listZones"), *findExactly(merged, "command"));
        CPPUNIT_ASSERT_EQUAL(std::string("x"), *findExactly(merged, "name"));
    }

    void of_a_name_twice_in_the_query_the_last_counts()
    {
        const auto merged = mergeParameters({{"name", "a"}, {"name", "b"}}, {});

        CPPUNIT_ASSERT(merged == (Parameters{{"name", "b"}}));
    }

    void of_a_name_twice_in_the_body_the_first_counts()
    {
        const auto merged = mergeParameters({}, {{"name", "a"}, {"name", "b"}});

        CPPUNIT_ASSERT(merged == (Parameters{{"name", "a"}}));
    }

    void our_commands_are_known_by_their_exact_names()
    {
        CPPUNIT_ASSERT(OwnCommand::getUserData == ownCommand("getUserData"));
        CPPUNIT_ASSERT(OwnCommand::listBundles == ownCommand("listBundles"));
        CPPUNIT_ASSERT(OwnCommand::deployBundle == ownCommand("deployBundle"));
        for (const char* foreign : {"getuserdata", "GETUSERDATA", "listUserData", "deployVirtualMachine", ""})
            CPPUNIT_ASSERT_MESSAGE(foreign, !ownCommand(foreign));
    }

    void two_spellings_of_a_name_are_found()
    {
        const auto ambiguous = ambiguousName({{"bundle", "foo"}, {"apiKey", "1"}, {"Bundle", "bar"}});

        CPPUNIT_ASSERT_EQUAL(std::string("Bundle"), ambiguous.value());
    }

    void names_that_only_begin_alike_are_not_ambiguous()
    {
        CPPUNIT_ASSERT(!ambiguousName({{"name", "a"}, {"names", "b"}, {"nam", "c"}}));
    }

    void only_response_json_means_json()
    {
        CPPUNIT_ASSERT(wantsJson({{"response", "json"}}));
        CPPUNIT_ASSERT(wantsJson({{"response", "JSON"}}));
        CPPUNIT_ASSERT(!wantsJson({{"response", "xml"}}));
        CPPUNIT_ASSERT(!wantsJson({{"Response", "json"}}));
        CPPUNIT_ASSERT(!wantsJson({}));
    }

    void envelopes_are_named_as_cloudstack_names_them()
    {
        const std::string command = "listVirtualMachines";

        CPPUNIT_ASSERT_EQUAL(std::string("listvirtualmachinesresponse"), envelopeName(&command));
        CPPUNIT_ASSERT_EQUAL(std::string("null"), envelopeName(nullptr));
    }

    void what_cannot_be_a_command_does_not_name_an_envelope()
    {
        for (const std::string command : {"", "a b", "x><y", "\"", "list\nZones"})
            CPPUNIT_ASSERT_EQUAL(std::string("errorresponse"), envelopeName(&command));
    }

    void a_missing_parameter_is_said_in_cloudstacks_words()
    {
        const auto fault = missingParameter(OwnCommand::deployBundle, "bundle");

        CPPUNIT_ASSERT_EQUAL(431, fault.code);
        CPPUNIT_ASSERT_EQUAL(std::string("Unable to execute API command deploybundle due to missing parameter bundle"),
                             fault.text);
        CPPUNIT_ASSERT_EQUAL(9999, fault.csCode.value());
    }

    void a_command_that_never_left_may_be_sent_again()
    {
        const auto fault = noAnswer(false, "connection refused");

        CPPUNIT_ASSERT_EQUAL(503, fault.code);
        CPPUNIT_ASSERT(fault.text.find("nothing was done") != std::string::npos);
        CPPUNIT_ASSERT(fault.text.find("connection refused") != std::string::npos);
    }

    void a_command_that_may_have_been_executed_says_so()
    {
        const auto fault = noAnswer(true, "time-out");

        CPPUNIT_ASSERT_EQUAL(504, fault.code);
        CPPUNIT_ASSERT(fault.text.find("may have been executed") != std::string::npos);
    }

    void without_paging_a_list_has_its_first_500()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, page({})->first);
        CPPUNIT_ASSERT_EQUAL(std::size_t{500}, page({})->count);
    }

    void pages_begin_with_one()
    {
        const auto third = page({{"page", "3"}, {"pageSize", "20"}});

        CPPUNIT_ASSERT_EQUAL(std::size_t{40}, third->first);
        CPPUNIT_ASSERT_EQUAL(std::size_t{20}, third->count);
    }

    void page_and_pagesize_need_each_other()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("\"pagesize\" parameter is required when \"page\" is specified"),
                             refusal({{"page", "1"}}));
        CPPUNIT_ASSERT_EQUAL(std::string("\"page\" parameter is required when \"pagesize\" is specified"),
                             refusal({{"pagesize", "1"}}));
    }

    void a_page_that_is_no_number_is_refused_in_cloudstacks_words()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string("Unable to execute API command listbundles due to invalid value x for parameter page"),
            refusal({{"page", "x"}, {"pagesize", "5"}}));
        for (const char* bad : {"0", "-1", "5x", " 5", "99999999999999999999"})
            (void)refusal({{"page", "1"}, {"pagesize", bad}});
    }

    void a_pagesize_over_500_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("Page size can't exceed max allowed page size value: 500"),
                             refusal({{"page", "1"}, {"pagesize", "501"}}));
    }

    void a_page_far_beyond_everything_does_not_wrap_around()
    {
        const auto far = page({{"page", "18446744073709551615"}, {"pagesize", "500"}});

        CPPUNIT_ASSERT(far->first > 100'000'000);
    }

    void an_empty_value_is_not_given()
    {
        CPPUNIT_ASSERT(given({{"bundle", ""}}, "bundle") == nullptr);
        CPPUNIT_ASSERT_EQUAL(std::string("foo"), *given({{"BUNDLE", "foo"}}, "bundle"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(GatewayTest);

} // namespace readystage
