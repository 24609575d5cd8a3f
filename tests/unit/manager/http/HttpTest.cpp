#include "manager/edge/http/Http.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::http;

class HttpTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HttpTest);
    CPPUNIT_TEST(the_first_header_of_a_name_is_found_in_any_case);
    CPPUNIT_TEST(a_header_that_is_not_there_is_null);
    CPPUNIT_TEST(a_target_is_path_and_query);
    CPPUNIT_TEST(a_problem_is_json_whatever_the_words);
    CPPUNIT_TEST(an_unknown_status_has_words_too);
    CPPUNIT_TEST_SUITE_END();

    static Request request(std::string target)
    {
        const auto here = IpAddress::parse("::1").value();
        return Request{"GET", std::move(target), {}, {}, here, here};
    }

public:
    void the_first_header_of_a_name_is_found_in_any_case()
    {
        const std::vector<Header> headers{{"Other", "0"}, {"x-NAME", "1"}, {"X-Name", "2"}};

        CPPUNIT_ASSERT_EQUAL(std::string("1"), *findHeader(headers, "X-name"));
    }

    void a_header_that_is_not_there_is_null()
    {
        const std::vector<Header> headers{{"X-Names", "1"}, {"X-Nam", "2"}, {"X\x0dName", "3"}};

        CPPUNIT_ASSERT(!findHeader(headers, "X-Name"));
    }

    void a_target_is_path_and_query()
    {
        CPPUNIT_ASSERT_EQUAL(std::string_view("/a"), request("/a?b?c").path());
        CPPUNIT_ASSERT_EQUAL(std::string_view("b?c"), request("/a?b?c").query());
        CPPUNIT_ASSERT_EQUAL(std::string_view("/a"), request("/a").path());
        CPPUNIT_ASSERT_EQUAL(std::string_view(), request("/a").query());
        CPPUNIT_ASSERT_EQUAL(std::string_view(), request("/a?").query());
    }

    void a_problem_is_json_whatever_the_words()
    {
        const auto answer = problem(400, "\"a\\b\"\n\x01\xc3\xa9");

        CPPUNIT_ASSERT_EQUAL(400, answer.status);
        CPPUNIT_ASSERT_EQUAL(std::string("application/problem+json"), *findHeader(answer.headers, "content-type"));
        CPPUNIT_ASSERT_EQUAL(std::string("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                                         "\"detail\":\"\\\"a\\\\b\\\"\\u000a\\u0001\xc3\xa9\"}\n"),
                             answer.body);
    }

    void an_unknown_status_has_words_too()
    {
        CPPUNIT_ASSERT_EQUAL(std::string_view("Unknown"), reasonPhrase(599));
        CPPUNIT_ASSERT_EQUAL(std::string_view("Accepted"), reasonPhrase(202));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HttpTest);
