#include "manager/edge/http/Wire.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::http;

class WireTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(WireTest);
    CPPUNIT_TEST(an_answer_has_its_headers_in_their_order_and_then_its_length);
    CPPUNIT_TEST(an_answer_that_closes_says_so);
    CPPUNIT_TEST(http_1_0_is_told_when_the_connection_stays);
    CPPUNIT_TEST(headers_of_the_connection_are_not_the_handlers);
    CPPUNIT_TEST(a_status_without_body_has_no_length);
    CPPUNIT_TEST(an_answer_to_head_has_the_length_of_the_body_it_does_not_send);
    CPPUNIT_TEST(an_answer_to_head_whose_length_is_not_known_has_none);
    CPPUNIT_TEST(a_length_from_elsewhere_counts_where_there_is_no_body);
    CPPUNIT_TEST(a_reason_of_the_handlers_own_is_kept);
    CPPUNIT_TEST(an_answer_that_would_split_into_two_is_unsendable);
    CPPUNIT_TEST(headers_of_one_hop_are_left_out_whatever_their_case);
    CPPUNIT_TEST(a_request_without_body_gets_no_length);
    CPPUNIT_TEST(a_request_that_had_a_length_keeps_it_where_it_was);
    CPPUNIT_TEST(a_request_without_host_gets_the_servers);
    CPPUNIT_TEST(what_a_client_says_of_its_address_is_replaced_by_the_one_it_has);
    CPPUNIT_TEST(an_answer_without_a_date_gets_one);
    CPPUNIT_TEST_SUITE_END();

    static Response response(int status, std::vector<Header> headers, std::string body = {})
    {
        return Response{status, {}, std::move(headers), std::move(body), false};
    }

    static constexpr AnswerTo kKeepAlive{.head = false, .keepAlive = true, .http10 = false};
    static constexpr AnswerTo kHead{.head = true, .keepAlive = true, .http10 = false};

    static constexpr std::string_view kServer = "cloud:8080";

    static Request request(std::vector<Header> headers, std::string body = {})
    {
        const auto here = IpAddress::parse("127.0.0.1").value();
        return Request{"POST", "/x", std::move(headers), std::move(body), here, here};
    }

public:
    void an_answer_has_its_headers_in_their_order_and_then_its_length()
    {
        const auto answer = response(202, {{"B", "1"}, {"a", "2"}, {"b", "3"}}, "four");

        CPPUNIT_ASSERT_EQUAL(std::string("HTTP/1.1 202 Accepted\r\nB: 1\r\na: 2\r\nb: 3\r\nContent-Length: 4\r\n\r\n"),
                             responseHead(answer, kKeepAlive));
    }

    void an_answer_that_closes_says_so()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
                             responseHead(response(200, {}), AnswerTo{}));
    }

    void http_1_0_is_told_when_the_connection_stays()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n"),
            responseHead(response(200, {}), AnswerTo{.head = false, .keepAlive = true, .http10 = true}));
    }

    void headers_of_the_connection_are_not_the_handlers()
    {
        const auto answer = response(
            200, {{"content-length", "99"}, {"Transfer-Encoding", "chunked"}, {"CONNECTION", "x"}, {"Keep-Alive", "1"}},
            "ok");

        CPPUNIT_ASSERT_EQUAL(std::string("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"),
                             responseHead(answer, kKeepAlive));
    }

    void a_status_without_body_has_no_length()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("HTTP/1.1 204 No Content\r\n\r\n"),
                             responseHead(response(204, {{"Content-Length", "3"}}, "abc"), kKeepAlive));
        CPPUNIT_ASSERT_EQUAL(std::string("HTTP/1.1 304 Not Modified\r\n\r\n"),
                             responseHead(response(304, {}, "abc"), kKeepAlive));
    }

    void an_answer_to_head_has_the_length_of_the_body_it_does_not_send()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"),
                             responseHead(response(200, {}, "abc"), kHead));
    }

    void an_answer_to_head_whose_length_is_not_known_has_none()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("HTTP/1.1 200 OK\r\n\r\n"), responseHead(response(200, {}), kHead));
    }

    void a_length_from_elsewhere_counts_where_there_is_no_body()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n"),
                             responseHead(response(200, {{"Content-Length", "77"}}), kHead));
        CPPUNIT_ASSERT_EQUAL(std::string("HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n"),
                             responseHead(response(304, {{"Content-Length", "77"}}), kKeepAlive));
    }

    void a_reason_of_the_handlers_own_is_kept()
    {
        auto answer = response(531, {});
        answer.reason = "Resource in use";

        CPPUNIT_ASSERT(responseHead(answer, kKeepAlive).starts_with("HTTP/1.1 531 Resource in use\r\n"));
    }

    void an_answer_that_would_split_into_two_is_unsendable()
    {
        auto reason = response(200, {});
        reason.reason = "OK\r\nSet-Cookie: x";

        CPPUNIT_ASSERT(!whyUnsendable(reason).empty());
        for (const auto& value :
             {std::string("a\r\nb"), std::string("a\nb"), std::string("a\rb"), std::string("a\0b", 3)})
            CPPUNIT_ASSERT(!whyUnsendable(response(200, {{"Name", value}})).empty());
        for (const auto* name : {"", "a b", "a:", "a\r\nb"})
            CPPUNIT_ASSERT(!whyUnsendable(response(200, {{name, "x"}})).empty());
        for (const int status : {0, -1, 99, 101, 1000})
            CPPUNIT_ASSERT(!whyUnsendable(response(status, {})).empty());
        CPPUNIT_ASSERT(whyUnsendable(response(200, {{"Name", "a\tb \xff"}})).empty());
    }

    void headers_of_one_hop_are_left_out_whatever_their_case()
    {
        const std::vector<Header> headers{{"connection", " X-One ,, close"},
                                          {"A", "1"},
                                          {"x-one", "2"},
                                          {"Connection", "X-Two"},
                                          {"X-TWO", "3"},
                                          {"KEEP-ALIVE", "4"},
                                          {"te", "5"},
                                          {"proxy-anything", "6"},
                                          {"trailer", "7"},
                                          {"UPGRADE", "8"},
                                          {"a", "9"},
                                          {"Transfer-encoding", "chunked"},
                                          {"X-Three", "10"}};

        CPPUNIT_ASSERT((std::vector<Header>{{"A", "1"}, {"a", "9"}, {"X-Three", "10"}}) == endToEnd(headers));
    }

    void a_request_without_body_gets_no_length()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string("POST /x HTTP/1.1\r\nHost: y\r\nX-Forwarded-For: 127.0.0.1\r\nConnection: close\r\n\r\n"),
            requestHead(request({{"Host", "y"}}), kServer));
    }

    void a_request_that_had_a_length_keeps_it_where_it_was()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("POST /x HTTP/1.1\r\ncontent-length: 0\r\nHost: y\r\nX-Forwarded-For: "
                                         "127.0.0.1\r\nConnection: close\r\n\r\n"),
                             requestHead(request({{"content-length", "0"}, {"Host", "y"}}), kServer));
    }

    void a_request_without_host_gets_the_servers()
    {
        CPPUNIT_ASSERT(requestHead(request({{"A", "b"}}), kServer)
                           .starts_with("POST /x HTTP/1.1\r\nHost: cloud:8080\r\nA: b\r\n"));
        CPPUNIT_ASSERT(requestHead(request({{"Host", "y"}, {"Connection", "host"}}), kServer)
                           .starts_with("POST /x HTTP/1.1\r\nHost: cloud:8080\r\n"));
    }

    void what_a_client_says_of_its_address_is_replaced_by_the_one_it_has()
    {
        const auto head = requestHead(request({{"Host", "y"},
                                               {"x-forwarded-for", "10.0.0.1"},
                                               {"Forwarded", "for=10.0.0.1"},
                                               {"X-Real-IP", "10.0.0.1"},
                                               {"HTTP_CLIENT_IP", "10.0.0.1"},
                                               {"HTTP_X_FORWARDED_FOR", "10.0.0.1"},
                                               {"Remote_Addr", "10.0.0.1"}}),
                                      kServer);

        CPPUNIT_ASSERT_EQUAL(
            std::string("POST /x HTTP/1.1\r\nHost: y\r\nX-Forwarded-For: 127.0.0.1\r\nConnection: close\r\n\r\n"),
            head);
    }

    void an_answer_without_a_date_gets_one()
    {
        const auto date = httpDate(std::chrono::sys_seconds(std::chrono::seconds(784111777)));
        AnswerTo to = kKeepAlive;
        to.date = date;

        CPPUNIT_ASSERT_EQUAL(std::string("Sun, 06 Nov 1994 08:49:37 GMT"), date);
        CPPUNIT_ASSERT_EQUAL("HTTP/1.1 200 OK\r\nDate: " + date + "\r\nContent-Length: 0\r\n\r\n",
                             responseHead(response(200, {}), to));
        CPPUNIT_ASSERT_EQUAL(std::string("HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 0\r\n\r\n"),
                             responseHead(response(200, {{"Date", "x"}}), to));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WireTest);
