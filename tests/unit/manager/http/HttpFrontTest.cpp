#include "manager/edge/http/HttpFront.h"

#include "tests/unit/manager/http/FrontFixture.h"

using namespace readystage::http;
using namespace readystage::http::test;
using namespace std::chrono_literals;

/// What a client says and what it hears.
class HttpFrontTest : public FrontFixture {
    CPPUNIT_TEST_SUITE(HttpFrontTest);
    CPPUNIT_TEST(a_request_is_answered);
    CPPUNIT_TEST(the_handler_gets_the_request_byte_for_byte);
    CPPUNIT_TEST(requests_sent_in_one_go_are_answered_in_their_order);
    CPPUNIT_TEST(a_hundred_requests_sent_in_one_go_are_all_answered);
    CPPUNIT_TEST(a_request_that_comes_byte_by_byte_is_answered);
    CPPUNIT_TEST(a_chunked_body_is_put_together_and_the_next_request_follows_it);
    CPPUNIT_TEST(a_body_may_be_as_long_as_the_limit);
    CPPUNIT_TEST(a_client_that_asks_may_send_its_body);
    CPPUNIT_TEST(a_client_whose_body_is_too_long_is_not_told_to_send_it);
    CPPUNIT_TEST(a_connection_serves_one_request_after_another);
    CPPUNIT_TEST(a_client_may_ask_to_close);
    CPPUNIT_TEST(the_handler_may_ask_to_close);
    CPPUNIT_TEST(http_1_0_closes_unless_asked_not_to);
    CPPUNIT_TEST(http_1_0_stays_when_asked_to);
    CPPUNIT_TEST(head_gets_the_length_and_no_body);
    CPPUNIT_TEST(an_absolute_target_reaches_the_handler_as_a_path);
    CPPUNIT_TEST(an_empty_line_before_a_request_is_ignored);
    CPPUNIT_TEST(a_head_over_the_limit_is_answered_431);
    CPPUNIT_TEST(a_request_line_over_the_limit_is_answered_414);
    CPPUNIT_TEST(a_length_over_the_limit_is_answered_413);
    CPPUNIT_TEST(chunks_over_the_limit_are_answered_413);
    CPPUNIT_TEST(a_chunk_line_without_an_end_is_refused);
    CPPUNIT_TEST(broken_chunks_are_refused);
    CPPUNIT_TEST(a_client_that_is_still_sending_sees_the_refusal);
    CPPUNIT_TEST(a_request_smuggled_behind_another_is_never_handled);
    CPPUNIT_TEST(a_large_answer_is_complete);
    CPPUNIT_TEST(an_answer_cannot_be_split_into_two);
    CPPUNIT_TEST_SUITE_END();

public:
    void a_request_is_answered()
    {
        auto client = clientOf(echo);

        client.send("GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n");

        CPPUNIT_ASSERT_EQUAL(
            std::string("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nGET /a?b "),
            undated(client.readAnswer()));
    }

    void the_handler_gets_the_request_byte_for_byte()
    {
        auto client = clientOf(keeper);

        client.send(
            "PoST /a%2f?b=\"+|&&b HTTP/1.1\r\nhOST:x\r\nX-a: \t1, \"\xc3\xa9\" \r\nContent-length: 4\r\nx-A: 2\r\n"
            "Empty:\r\n\r\n");
        client.send(std::string_view("\0\r\n\xff", 4));
        const auto request = keeper.next().first;

        const std::vector<Header> headers{
            {"hOST", "x"}, {"X-a", "1, \"\xc3\xa9\""}, {"Content-length", "4"}, {"x-A", "2"}, {"Empty", ""}};
        CPPUNIT_ASSERT_EQUAL(std::string("PoST"), request.method);
        CPPUNIT_ASSERT_EQUAL(std::string("/a%2f?b=\"+|&&b"), request.target);
        CPPUNIT_ASSERT(headers == request.headers);
        CPPUNIT_ASSERT_EQUAL(std::string("\0\r\n\xff", 4), request.body);
        CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1"), request.peer.str());
        CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1"), request.local.str());
    }

    void requests_sent_in_one_go_are_answered_in_their_order()
    {
        auto client = clientOf(keeper);

        client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
        keeper.next().second(answer(200, "text/plain", "one"));
        keeper.next().second(answer(200, "text/plain", "two"));

        CPPUNIT_ASSERT_EQUAL(std::string("one"), bodyOf(client.readAnswer()));
        CPPUNIT_ASSERT_EQUAL(std::string("two"), bodyOf(client.readAnswer()));
    }

    void a_hundred_requests_sent_in_one_go_are_all_answered()
    {
        std::string requests;
        std::string expected;
        for (int i = 0; i < 100; ++i) {
            requests += "PUT /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi";
            expected += "PUT /" + std::to_string(i) + " hi";
        }
        auto client = clientOf(echo);

        client.send(requests);

        std::string got;
        for (int i = 0; i < 100; ++i)
            got += bodyOf(client.readAnswer());
        CPPUNIT_ASSERT_EQUAL(expected, got);
    }

    void a_request_that_comes_byte_by_byte_is_answered()
    {
        auto client = clientOf(echo);

        for (const char c : std::string_view("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                             "1\r\nx\r\n0\r\nA: b\r\n\r\n")) {
            client.send({&c, 1});
            std::this_thread::yield();
        }

        CPPUNIT_ASSERT_EQUAL(std::string("POST /a x"), bodyOf(client.readAnswer()));
    }

    void a_chunked_body_is_put_together_and_the_next_request_follows_it()
    {
        auto client = clientOf(echo);

        client.send("POST /1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "3;name=value\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n"
                    "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n");

        CPPUNIT_ASSERT_EQUAL(std::string("POST /1 abcde"), bodyOf(client.readAnswer()));
        CPPUNIT_ASSERT_EQUAL(std::string("GET /2 "), bodyOf(client.readAnswer()));
    }

    void a_body_may_be_as_long_as_the_limit()
    {
        listener.maxBodyBytes = 5;
        auto client = clientOf(echo);

        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345");
        const auto measured = client.readAnswer();
        client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n12\r\n3\r\n345\r\n0\r\n\r\n");

        CPPUNIT_ASSERT_EQUAL(std::string("POST / 12345"), bodyOf(measured));
        CPPUNIT_ASSERT_EQUAL(std::string("POST / 12345"), bodyOf(client.readAnswer()));
    }

    void a_client_that_asks_may_send_its_body()
    {
        auto client = clientOf(echo);

        client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        const auto interim = client.readUntil("\r\n\r\n");
        client.send("hi");

        CPPUNIT_ASSERT_EQUAL(std::string("HTTP/1.1 100 Continue\r\n\r\n"), interim);
        CPPUNIT_ASSERT_EQUAL(std::string("PUT /a hi"), bodyOf(client.readAnswer()));
    }

    void a_client_whose_body_is_too_long_is_not_told_to_send_it()
    {
        listener.maxBodyBytes = 1;

        const auto said =
            conversation(echo, "PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");

        CPPUNIT_ASSERT_EQUAL(413, statusOf(said));
    }

    void a_connection_serves_one_request_after_another()
    {
        auto client = clientOf(echo);

        for (int i = 0; i < 3; ++i) {
            client.send(kGet);
            CPPUNIT_ASSERT_EQUAL(200, statusOf(client.readAnswer()));
        }
    }

    void a_client_may_ask_to_close()
    {
        const auto said = conversation(
            echo, "GET / HTTP/1.1\r\nHost: x\r\nConnection: foo, Close\r\n\r\nGET /never HTTP/1.1\r\nHost: x\r\n\r\n");

        CPPUNIT_ASSERT(said.find("\r\nConnection: close\r\n") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string("GET / "), bodyOf(said));
        CPPUNIT_ASSERT_EQUAL(1, handled.load());
    }

    void the_handler_may_ask_to_close()
    {
        FunctionHandler closing([](const Request&, Respond respond) {
            auto last = answer(200, "text/plain", "last");
            last.close = true;
            respond(last);
        });

        CPPUNIT_ASSERT_EQUAL(std::string("last"), bodyOf(conversation(closing, kGet)));
        front.reset();
    }

    void http_1_0_closes_unless_asked_not_to()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("GET / "), bodyOf(conversation(echo, "GET / HTTP/1.0\r\n\r\n")));
    }

    void http_1_0_stays_when_asked_to()
    {
        auto client = clientOf(echo);

        client.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
        const auto first = client.readAnswer();
        client.send("GET /2 HTTP/1.0\r\n\r\n");

        CPPUNIT_ASSERT(first.find("\r\nConnection: keep-alive\r\n") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string("GET /2 "), bodyOf(client.readToEnd()));
    }

    void head_gets_the_length_and_no_body()
    {
        const auto said = conversation(echo, "HEAD /abc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        CPPUNIT_ASSERT_EQUAL(std::string("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n"
                                         "Connection: close\r\n\r\n"),
                             undated(said));
    }

    void an_absolute_target_reaches_the_handler_as_a_path()
    {
        auto client = clientOf(echo);

        client.send("GET http://x/a?b HTTP/1.1\r\nHost: x\r\n\r\n");

        CPPUNIT_ASSERT_EQUAL(std::string("GET /a?b "), bodyOf(client.readAnswer()));
    }

    void an_empty_line_before_a_request_is_ignored()
    {
        auto client = clientOf(echo);

        client.send("\r\n" + std::string(kGet) + "\r");
        const auto first = client.readAnswer();
        client.send("\n" + std::string(kGet));

        CPPUNIT_ASSERT_EQUAL(200, statusOf(first));
        CPPUNIT_ASSERT_EQUAL(200, statusOf(client.readAnswer()));
    }

    void a_head_over_the_limit_is_answered_431()
    {
        listener.maxHeadBytes = 100;

        const auto said = conversation(echo, "GET / HTTP/1.1\r\nHost: x\r\nLong: " + std::string(200, 'x'));

        CPPUNIT_ASSERT_EQUAL(431, statusOf(said));
        CPPUNIT_ASSERT(said.find("\r\nConnection: close\r\n") != std::string::npos);
        CPPUNIT_ASSERT(said.find("the head is longer than 100 bytes") != std::string::npos);
    }

    void a_request_line_over_the_limit_is_answered_414()
    {
        listener.maxHeadBytes = 100;

        CPPUNIT_ASSERT_EQUAL(414, statusOf(conversation(echo, "GET /" + std::string(200, 'x'))));
    }

    void a_length_over_the_limit_is_answered_413()
    {
        listener.maxBodyBytes = 10;

        CPPUNIT_ASSERT_EQUAL(413,
                             statusOf(conversation(echo, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n")));
        CPPUNIT_ASSERT_EQUAL(0, handled.load());
    }

    void chunks_over_the_limit_are_answered_413()
    {
        listener.maxBodyBytes = 10;

        const auto said = conversation(echo, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                             "8\r\n12345678\r\n3\r\n901");

        CPPUNIT_ASSERT_EQUAL(413, statusOf(said));
        CPPUNIT_ASSERT_EQUAL(0, handled.load());
    }

    void a_chunk_line_without_an_end_is_refused()
    {
        listener.maxHeadBytes = 100;

        const auto said = conversation(echo, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                                                 std::string(200, 'x'));

        CPPUNIT_ASSERT_EQUAL(431, statusOf(said));
    }

    void broken_chunks_are_refused()
    {
        const auto port = serve(echo);
        for (const auto* chunks : {"x\r\n", "-1\r\n", "1\r\nab\r\n0\r\n\r\n", "1\nx\r\n0\r\n\r\n", "\r\n",
                                   "11111111111111111\r\n", "1 \x01\r\nx\r\n0\r\n\r\n"}) {
            auto client = RawSocket::connectedTo(port);
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(chunks));
            client.finishSending();
            const auto said = client.readToEnd();
            CPPUNIT_ASSERT_MESSAGE(chunks + said, statusOf(said) == 400 || statusOf(said) == 413);
        }
        CPPUNIT_ASSERT_EQUAL(0, handled.load());
    }

    void a_client_that_is_still_sending_sees_the_refusal()
    {
        auto client = clientOf(echo);

        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n");
        const bool sent = client.send(std::string(8'000'000, 'x'));

        CPPUNIT_ASSERT(sent);
        CPPUNIT_ASSERT_EQUAL(413, statusOf(client.readToEnd()));
    }

    void a_request_smuggled_behind_another_is_never_handled()
    {
        const auto port = serve(echo);
        const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
        const std::string start = "POST / HTTP/1.1\r\nHost: x\r\n";
        for (const auto& smuggled :
             {start + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
              start + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + hidden,
              start + "Content-Length: 0\r\nContent-Length: 38\r\n\r\n" + hidden,
              start + "Content-Length: 0\r\nX: y\r\n Content-Length: 38\r\n\r\n" + hidden,
              start + "Transfer-Encoding: xchunked\r\n\r\n" + hidden,
              start + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + hidden,
              start +
                  "Transfer-Encoding:\x0b"
                  "chunked\r\n\r\n0\r\n\r\n" +
                  hidden,
              start + "X: y\nContent-Length: 38\r\n\r\n" + hidden, start + "X: y\rContent-Length: 38\r\n\r\n" + hidden,
              start + std::string("X: y\0\r\n\r\n", 9) + hidden,
              "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden}) {
            auto client = RawSocket::connectedTo(port);
            client.send(smuggled);
            const auto said = client.readToEnd();
            CPPUNIT_ASSERT_MESSAGE(smuggled + said, statusOf(said) == 400 || statusOf(said) == 501);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(smuggled, 0, handled.load());
        }
    }

    void a_large_answer_is_complete()
    {
        const std::string large(20'000'000, 'x');
        FunctionHandler handler([&](const Request&, Respond respond) { respond(answer(200, "text/plain", large)); });
        auto client = clientOf(handler);

        client.send(kGet);

        CPPUNIT_ASSERT(large == bodyOf(client.readAnswer()));
        front.reset();
    }

    void an_answer_cannot_be_split_into_two()
    {
        FunctionHandler handler([](const Request&, Respond respond) {
            auto evil = answer(200, "text/plain", "x");
            evil.headers.emplace_back("Location", "/\r\nSet-Cookie: evil");
            respond(evil);
        });
        auto client = clientOf(handler);

        client.send(kGet);

        const auto said = client.readAnswer();
        CPPUNIT_ASSERT_EQUAL(500, statusOf(said));
        CPPUNIT_ASSERT(said.find("evil") == std::string::npos);
        front.reset();
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HttpFrontTest);
