#include "manager/edge/http/Upstream.h"

#include "tests/unit/manager/http/RawSocket.h"

#include <cppunit/extensions/HelperMacros.h>

#include <future>
#include <optional>

using namespace readystage;
using namespace readystage::http;
using namespace readystage::http::test;
using namespace std::chrono_literals;

class UpstreamTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(UpstreamTest);
    CPPUNIT_TEST(a_request_arrives_byte_for_byte_without_what_belongs_to_one_hop);
    CPPUNIT_TEST(a_body_that_came_in_chunks_goes_on_with_its_length);
    CPPUNIT_TEST(an_answer_comes_back_byte_for_byte_without_what_belongs_to_one_hop);
    CPPUNIT_TEST(a_compressed_body_is_not_touched);
    CPPUNIT_TEST(a_chunked_answer_is_put_together);
    CPPUNIT_TEST(an_answer_may_end_with_the_connection);
    CPPUNIT_TEST(an_answer_to_head_keeps_its_length_and_has_no_body);
    CPPUNIT_TEST(an_answer_without_content_is_complete_with_its_head);
    CPPUNIT_TEST(interim_answers_are_skipped);
    CPPUNIT_TEST(an_early_answer_counts_although_the_server_did_not_read_the_request);
    CPPUNIT_TEST(a_server_that_refuses_got_nothing);
    CPPUNIT_TEST(a_server_that_closes_without_an_answer_may_have_done_it);
    CPPUNIT_TEST(a_truncated_answer_is_a_failure);
    CPPUNIT_TEST(a_truncated_chunk_is_a_failure);
    CPPUNIT_TEST(an_answer_that_is_not_http_is_a_failure);
    CPPUNIT_TEST(an_answer_with_two_lengths_is_a_failure);
    CPPUNIT_TEST(an_answer_over_the_limit_is_a_failure);
    CPPUNIT_TEST(a_head_without_an_end_is_a_failure);
    CPPUNIT_TEST(a_silent_server_is_a_failure_after_the_deadline);
    CPPUNIT_TEST(a_dripping_server_does_not_outlive_the_deadline);
    CPPUNIT_TEST(a_name_is_looked_up);
    CPPUNIT_TEST(a_name_that_does_not_exist_is_a_failure_and_nothing_was_sent);
    CPPUNIT_TEST(destruction_ends_open_exchanges_as_failures);
    CPPUNIT_TEST(exchanges_do_not_wait_for_each_other);
    CPPUNIT_TEST_SUITE_END();

    struct Outcome {
        std::optional<Response> answer;
        std::optional<Upstream::Failure> failure;
    };

    RawServer server;

    static const IpAddress& here()
    {
        static const IpAddress address = IpAddress::parse("127.0.0.1").value();
        return address;
    }

    Upstream::Settings settings() const
    {
        Upstream::Settings settings;
        settings.server.host = "127.0.0.1";
        settings.server.port = server.port();
        return settings;
    }

    static Request request(std::string method = "GET", std::string target = "/client/api")
    {
        return Request{std::move(method), std::move(target), {{"Host", "cloud"}}, {}, here(), here()};
    }

    static std::future<Outcome> forward(Upstream& upstream, const Request& request)
    {
        const auto promise = std::make_shared<std::promise<Outcome>>();
        upstream.forward(
            request,
            [promise](Response answer) {
                promise->set_value({std::move(answer), std::nullopt});
            },
            [promise](Upstream::Failure failure) {
                promise->set_value({std::nullopt, std::move(failure)});
            });
        return promise->get_future();
    }

    /// The outcome of one request to a server that reads its head and then does as told.
    template <class Server> Outcome outcomeOf(const Upstream::Settings& settings, const Request& request, Server&& act)
    {
        Upstream upstream(settings);
        auto outcome = forward(upstream, request);
        auto connection = server.accept();
        connection.readUntil("\r\n\r\n");
        act(connection);
        return outcome.get();
    }

    Outcome outcomeOf(const std::string& answer, const Request& toRequest = request())
    {
        return outcomeOf(settings(), toRequest, [&](RawSocket& connection) {
            connection.send(answer);
            connection.close();
        });
    }

    static std::string lines(const std::vector<Header>& headers)
    {
        std::string all;
        for (const auto& [name, value] : headers)
            all.append(name).append(": ").append(value).append("\n");
        return all;
    }

public:
    void a_request_arrives_byte_for_byte_without_what_belongs_to_one_hop()
    {
        Upstream upstream(settings());
        Request sent = request("POST", "/client/api?command=x&a=%2b+~&&b=\"|{}");
        sent.headers = {{"hOST", "cloud:8080"},
                        {"Cookie", "a=1; b=2"},
                        {"X-Dup", "one"},
                        {"Connection", "keep-alive, X-Hop"},
                        {"x-dup", "two"},
                        {"X-Hop", "not for the server"},
                        {"Keep-Alive", "timeout=5"},
                        {"Content-Length", "4"},
                        {"Proxy-Authorization", "Basic x"},
                        {"TE", "trailers"},
                        {"Trailer", "X-T"},
                        {"Upgrade", "h2c"},
                        {"Expect", "100-continue"},
                        {"Empty", ""},
                        {"Utf", "\xc3\xa9"},
                        {"cookie", "c=3"}};
        sent.body = std::string("a\0\r\n", 4);

        const auto outcome = forward(upstream, sent);
        auto connection = server.accept();
        const auto head = connection.readUntil("\r\n\r\n");
        const auto body = connection.readBytes(4);

        CPPUNIT_ASSERT_EQUAL(std::string("POST /client/api?command=x&a=%2b+~&&b=\"|{} HTTP/1.1\r\n"
                                         "hOST: cloud:8080\r\n"
                                         "Cookie: a=1; b=2\r\n"
                                         "X-Dup: one\r\n"
                                         "x-dup: two\r\n"
                                         "Content-Length: 4\r\n"
                                         "Empty: \r\n"
                                         "Utf: \xc3\xa9\r\n"
                                         "cookie: c=3\r\n"
                                         "X-Forwarded-For: 127.0.0.1\r\n"
                                         "Connection: close\r\n\r\n"),
                             head);
        CPPUNIT_ASSERT_EQUAL(sent.body, body);
    }

    void a_body_that_came_in_chunks_goes_on_with_its_length()
    {
        Upstream upstream(settings());
        Request sent = request("POST");
        sent.headers.emplace_back("Transfer-Encoding", "chunked");
        sent.body = "command=x";

        const auto outcome = forward(upstream, sent);
        auto connection = server.accept();
        const auto head = connection.readUntil("\r\n\r\n");

        CPPUNIT_ASSERT_EQUAL(std::string("POST /client/api HTTP/1.1\r\nHost: cloud\r\nContent-Length: 9\r\n"
                                         "X-Forwarded-For: 127.0.0.1\r\nConnection: close\r\n\r\n"),
                             head);
    }

    void an_answer_comes_back_byte_for_byte_without_what_belongs_to_one_hop()
    {
        const auto outcome = outcomeOf("HTTP/1.1 531 Very  odd reason\r\n"
                                       "sET-cookie: JSESSIONID=1; Path=/client; HttpOnly\r\n"
                                       "Set-Cookie:   sessionkey=2  \r\n"
                                       "Connection: close, X-Hop\r\n"
                                       "X-Hop: 1\r\n"
                                       "Keep-Alive: timeout=1\r\n"
                                       "Content-Length: 7\r\n"
                                       "Content-Type: application/json;charset=utf-8\r\n\r\n"
                                       "{\"a\":1}and more");

        CPPUNIT_ASSERT(outcome.answer);
        CPPUNIT_ASSERT_EQUAL(531, outcome.answer->status);
        CPPUNIT_ASSERT_EQUAL(std::string("Very  odd reason"), outcome.answer->reason);
        CPPUNIT_ASSERT_EQUAL(std::string("sET-cookie: JSESSIONID=1; Path=/client; HttpOnly\n"
                                         "Set-Cookie: sessionkey=2\n"
                                         "Content-Type: application/json;charset=utf-8\n"),
                             lines(outcome.answer->headers));
        CPPUNIT_ASSERT_EQUAL(std::string("{\"a\":1}"), outcome.answer->body);
    }

    void a_compressed_body_is_not_touched()
    {
        const std::string body("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);

        const auto outcome =
            outcomeOf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\n\r\n" + body);

        CPPUNIT_ASSERT_EQUAL(std::string("Content-Encoding: gzip\n"), lines(outcome.answer->headers));
        CPPUNIT_ASSERT_EQUAL(body, outcome.answer->body);
    }

    void a_chunked_answer_is_put_together()
    {
        const auto outcome = outcomeOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                       "4;x=y\r\nabcd\r\n1\r\ne\r\n0\r\nX-Trailer: t\r\n\r\n");

        CPPUNIT_ASSERT_EQUAL(std::string("abcde"), outcome.answer->body);
        CPPUNIT_ASSERT_EQUAL(std::string(), lines(outcome.answer->headers));
    }

    void an_answer_may_end_with_the_connection()
    {
        const auto outcome = outcomeOf("HTTP/1.0 200 OK\r\n\r\nuntil the end");

        CPPUNIT_ASSERT_EQUAL(std::string("until the end"), outcome.answer->body);
    }

    void an_answer_to_head_keeps_its_length_and_has_no_body()
    {
        const auto outcome = outcomeOf("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n", request("HEAD"));

        CPPUNIT_ASSERT_EQUAL(std::string("Content-Length: 1234\n"), lines(outcome.answer->headers));
        CPPUNIT_ASSERT_EQUAL(std::string(), outcome.answer->body);
    }

    void an_answer_without_content_is_complete_with_its_head()
    {
        const auto outcome = outcomeOf(settings(), request(), [](RawSocket& connection) {
            connection.send("HTTP/1.1 204 No Content\r\n\r\n");
            connection.readToEnd(); // the client ends it, not we
        });

        CPPUNIT_ASSERT_EQUAL(204, outcome.answer->status);
    }

    void interim_answers_are_skipped()
    {
        const auto outcome = outcomeOf("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                                       "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok");

        CPPUNIT_ASSERT_EQUAL(201, outcome.answer->status);
        CPPUNIT_ASSERT_EQUAL(std::string("ok"), outcome.answer->body);
    }

    void an_early_answer_counts_although_the_server_did_not_read_the_request()
    {
        Request large = request("POST");
        large.body.assign(std::size_t{32} * 1024 * 1024, 'x');

        const auto outcome = outcomeOf(settings(), large, [](RawSocket& connection) {
            connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
            connection.finishSending();
            connection.readToEnd();
        });

        CPPUNIT_ASSERT_EQUAL(413, outcome.answer->status);
    }

    void a_server_that_refuses_got_nothing()
    {
        server.close();
        Upstream upstream(settings());

        const auto outcome = forward(upstream, request()).get();

        CPPUNIT_ASSERT(outcome.failure);
        CPPUNIT_ASSERT(!outcome.failure->sent);
        CPPUNIT_ASSERT_EQUAL("cannot connect to 127.0.0.1 port " + std::to_string(server.port()) +
                                 ": Connection refused",
                             outcome.failure->message);
    }

    void a_server_that_closes_without_an_answer_may_have_done_it()
    {
        const auto outcome = outcomeOf("");

        CPPUNIT_ASSERT(outcome.failure->sent);
        CPPUNIT_ASSERT(outcome.failure->message.ends_with("it closed the connection"));
    }

    void a_truncated_answer_is_a_failure()
    {
        const auto outcome = outcomeOf("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");

        CPPUNIT_ASSERT(outcome.failure);
        CPPUNIT_ASSERT(outcome.failure->sent);
    }

    void a_truncated_chunk_is_a_failure()
    {
        const auto outcome = outcomeOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n");

        CPPUNIT_ASSERT(outcome.failure);
        CPPUNIT_ASSERT(outcome.failure->sent);
    }

    void an_answer_that_is_not_http_is_a_failure()
    {
        const auto outcome = outcomeOf("SSH-2.0-OpenSSH_9.2\r\n\r\n");

        CPPUNIT_ASSERT(outcome.failure->sent);
        CPPUNIT_ASSERT(outcome.failure->message.ends_with("the status line is not `HTTP/1.1 200 OK`"));
    }

    void an_answer_with_two_lengths_is_a_failure()
    {
        const auto outcome =
            outcomeOf("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

        CPPUNIT_ASSERT(outcome.failure);
    }

    void an_answer_over_the_limit_is_a_failure()
    {
        auto small = settings();
        small.maxAnswerBytes = 10;

        const auto outcome = outcomeOf(small, request(), [](RawSocket& connection) {
            connection.send("HTTP/1.1 200 OK\r\n\r\n01234567890");
            connection.readToEnd();
        });

        CPPUNIT_ASSERT(outcome.failure);
        CPPUNIT_ASSERT(outcome.failure->sent);
    }

    void a_head_without_an_end_is_a_failure()
    {
        const auto outcome = outcomeOf("HTTP/1.1 200 OK\r\n" + std::string(std::size_t{100} * 1024, 'x'));

        CPPUNIT_ASSERT(outcome.failure);
    }

    void a_silent_server_is_a_failure_after_the_deadline()
    {
        auto impatient = settings();
        impatient.deadline = 50ms;

        const auto outcome = outcomeOf(impatient, request(), [](RawSocket& connection) { connection.readToEnd(); });

        CPPUNIT_ASSERT(outcome.failure->sent);
        CPPUNIT_ASSERT(outcome.failure->message.ends_with("out of time"));
    }

    void a_dripping_server_does_not_outlive_the_deadline()
    {
        auto impatient = settings();
        impatient.deadline = 100ms;

        const auto outcome = outcomeOf(impatient, request(), [](RawSocket& connection) {
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            while (connection.send("x"))
                std::this_thread::yield();
        });

        CPPUNIT_ASSERT(outcome.failure);
    }

    void a_name_is_looked_up()
    {
        auto named = settings();
        named.server.host = "localhost";

        const auto outcome = outcomeOf(named, request(), [](RawSocket& connection) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });

        CPPUNIT_ASSERT_EQUAL(200, outcome.answer->status);
    }

    void a_name_that_does_not_exist_is_a_failure_and_nothing_was_sent()
    {
        auto named = settings();
        named.server.host = "no-such-host.invalid";
        Upstream upstream(named);

        const auto outcome = forward(upstream, request()).get();

        CPPUNIT_ASSERT(!outcome.failure->sent);
        CPPUNIT_ASSERT(outcome.failure->message.starts_with("cannot connect to no-such-host.invalid port "));
    }

    void destruction_ends_open_exchanges_as_failures()
    {
        std::optional<Upstream> upstream(std::in_place, settings());
        auto waiting = forward(*upstream, request());
        auto connection = server.accept();
        connection.readUntil("\r\n\r\n");

        upstream.reset();

        CPPUNIT_ASSERT_EQUAL(std::string("stopped"), waiting.get().failure->message);
    }

    void exchanges_do_not_wait_for_each_other()
    {
        Upstream upstream(settings());
        auto first = forward(upstream, request("GET", "/1"));
        auto firstConnection = server.accept();
        auto second = forward(upstream, request("GET", "/2"));
        auto secondConnection = server.accept();

        secondConnection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2");
        const auto secondOutcome = second.get();
        firstConnection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1");

        CPPUNIT_ASSERT_EQUAL(std::string("2"), secondOutcome.answer->body);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), first.get().answer->body);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(UpstreamTest);
