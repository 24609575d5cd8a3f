#include "common/net/PocoHttpClient.h"

#include "tests/unit/common/net/HttpAssertions.h"
#include "tests/unit/common/net/TestNames.h"
#include "tests/unit/common/net/TestServer.h"

#include <cppunit/extensions/HelperMacros.h>

#include <future>

using namespace readystage;
using namespace std::chrono_literals;
using tests::outcome;
using tests::Peer;
using tests::TestServer;

namespace {

constexpr auto kEnough = 300ms; ///< deadline of exchanges that are meant to run into it

HttpRequest get(const std::string& host, std::uint16_t port)
{
    HttpRequest request;
    request.url = *Url::parse("http://" + host + ":" + std::to_string(port) + "/latest/meta-data/instance-id");
    return request;
}

/// One for all tests: it has no state, and reading the system's authorities takes a while.
PocoHttpClient& sharedClient()
{
    static PocoHttpClient client{TlsTrust{}};
    return client;
}

/// A script that reads the request and sends `answer`.
TestServer::Script answering(const std::string& answer)
{
    return [answer](Peer& peer) {
        peer.readRequest();
        peer.send(answer);
    };
}

} // namespace

/// Against servers that misbehave. Where a deadline ends the exchange only its outcome is looked at, never how long it
/// took.
class PocoHttpClientTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PocoHttpClientTest);
    CPPUNIT_TEST(an_answer_comes_back_whole);
    CPPUNIT_TEST(the_request_is_written_as_asked_for);
    CPPUNIT_TEST(a_post_without_body_says_so);
    CPPUNIT_TEST(an_error_answer_is_an_answer);
    CPPUNIT_TEST(redirects_are_not_followed);
    CPPUNIT_TEST(an_answer_to_head_has_no_body);
    CPPUNIT_TEST(a_truncated_answer_is_unknown);
    CPPUNIT_TEST(a_stalled_head_ends_with_the_deadline);
    CPPUNIT_TEST(a_stalled_body_ends_with_the_deadline);
    CPPUNIT_TEST(a_dripping_head_ends_with_the_deadline);
    CPPUNIT_TEST(a_dripping_body_ends_with_the_deadline);
    CPPUNIT_TEST(a_server_that_does_not_read_ends_with_the_deadline);
    CPPUNIT_TEST(an_endless_body_is_unreadable);
    CPPUNIT_TEST(an_endless_head_is_unreadable);
    CPPUNIT_TEST(what_is_no_http_is_unreadable);
    CPPUNIT_TEST(an_answer_before_the_request_was_read_is_seen);
    CPPUNIT_TEST(a_refused_connection_is_unreachable);
    CPPUNIT_TEST(a_connection_nobody_accepts_is_unreachable);
    CPPUNIT_TEST(a_name_that_does_not_exist_is_unreachable);
    CPPUNIT_TEST(the_second_address_of_a_name_is_tried);
    CPPUNIT_TEST(no_other_address_is_tried_once_something_was_sent);
    CPPUNIT_TEST(it_comes_from_the_source_address);
    CPPUNIT_TEST(a_source_address_that_is_not_ours_is_unreachable);
    CPPUNIT_TEST(a_source_of_another_family_is_unreachable);
    CPPUNIT_TEST(line_ends_in_a_request_are_never_sent);
    CPPUNIT_TEST(headers_that_frame_the_request_are_ours);
    CPPUNIT_TEST(failures_say_what_was_tried_on_what);
    CPPUNIT_TEST(several_threads_may_use_one_client);
    CPPUNIT_TEST_SUITE_END();

    PocoHttpClient& client = sharedClient();

    std::string outcomeOf(const HttpRequest& request) { return outcome(client.exchange(request)); }

    /// Of a GET with a short deadline against a server with this script.
    std::string outcomeWith(const TestServer::Script& script)
    {
        const TestServer server(script);
        HttpRequest request = get("127.0.0.1", server.port());
        request.deadline = kEnough;
        return outcomeOf(request);
    }

    void an_answer_comes_back_whole()
    {
        const std::string body(300'000, 'b');
        const TestServer server(answering("HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 300000\r\n\r\n" + body));

        const auto answer = client.exchange(get("127.0.0.1", server.port()));

        CPPUNIT_ASSERT_EQUAL(200, answer->status);
        CPPUNIT_ASSERT_EQUAL(std::string("b"), answer->header("x-a"));
        CPPUNIT_ASSERT(body == answer->body);
    }

    void the_request_is_written_as_asked_for()
    {
        std::promise<std::string> received;
        const TestServer server([&received](Peer& peer) {
            received.set_value(peer.readRequest());
            peer.send("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
        });
        HttpRequest request = get("127.0.0.1", server.port());
        request.method = "POST";
        request.headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}};
        request.body = "{\"a\":1}";

        const std::string result = outcomeOf(request);

        CPPUNIT_ASSERT_EQUAL(std::string("202 "), result);
        CPPUNIT_ASSERT_EQUAL(
            "POST /latest/meta-data/instance-id HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                "\r\nConnection: close\r\nContent-Type: application/json\r\nX-Empty: \r\n"
                "Content-Length: 7\r\n\r\n{\"a\":1}",
            received.get_future().get());
    }

    void a_post_without_body_says_so()
    {
        std::promise<std::string> received;
        const TestServer server([&received](Peer& peer) { received.set_value(peer.readRequest()); });
        HttpRequest request = get("127.0.0.1", server.port());
        request.method = "POST";

        (void)client.exchange(request);

        CPPUNIT_ASSERT(received.get_future().get().find("\r\nContent-Length: 0\r\n") != std::string::npos);
    }

    void an_error_answer_is_an_answer()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string("503 busy"),
            outcomeWith(
                answering("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy")));
    }

    void redirects_are_not_followed()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string("302 "),
            outcomeWith(answering("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")));
    }

    void an_answer_to_head_has_no_body()
    {
        const TestServer server([](Peer& peer) {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
            peer.waitForClose();
        });
        HttpRequest request = get("127.0.0.1", server.port());
        request.method = "HEAD";

        CPPUNIT_ASSERT_EQUAL(std::string("200 "), outcomeOf(request));
    }

    void a_truncated_answer_is_unknown()
    {
        for (const auto* const answer :
             {"", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello",
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(answer, std::string("unknown"), outcomeWith(answering(answer)));
    }

    void a_stalled_head_ends_with_the_deadline()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("unknown"), outcomeWith([](Peer& peer) {
                                 peer.readRequest();
                                 peer.send("HTTP/1.1 200 O");
                                 peer.waitForClose();
                             }));
    }

    void a_stalled_body_ends_with_the_deadline()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("unknown"), outcomeWith([](Peer& peer) {
                                 peer.readRequest();
                                 peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
                                 peer.waitForClose();
                             }));
    }

    void a_dripping_head_ends_with_the_deadline()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("unknown"), outcomeWith([](Peer& peer) {
                                 peer.readRequest();
                                 peer.drip("HTTP/1.1 200 OK\r\nX: " + std::string(10'000, 'x'));
                             }));
    }

    void a_dripping_body_ends_with_the_deadline()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("unknown"), outcomeWith([](Peer& peer) {
                                 peer.readRequest();
                                 peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
                                 peer.drip(std::string(10'000, 'x'));
                             }));
    }

    void a_server_that_does_not_read_ends_with_the_deadline()
    {
        std::promise<void> over;
        const TestServer server([&over](Peer&) { over.get_future().wait(); });
        HttpRequest request = get("127.0.0.1", server.port());
        request.deadline = kEnough;
        request.method = "POST";
        request.body = std::string(std::size_t{64} * 1024 * 1024, 'x');

        const std::string result = outcomeOf(request);
        over.set_value();

        CPPUNIT_ASSERT_EQUAL(std::string("unknown"), result);
    }

    void an_endless_body_is_unreadable()
    {
        const TestServer server([](Peer& peer) {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\n\r\n");
            while (peer.send(std::string(10'000, 'x'))) {
            }
        });

        CPPUNIT_ASSERT_EQUAL(std::string("unreadable"), outcomeOf(get("127.0.0.1", server.port())));
    }

    void an_endless_head_is_unreadable()
    {
        const TestServer server([](Peer& peer) {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\n");
            while (peer.send("X: " + std::string(1000, 'x') + "\r\n")) {
            }
        });

        CPPUNIT_ASSERT_EQUAL(std::string("unreadable"), outcomeOf(get("127.0.0.1", server.port())));
    }

    void what_is_no_http_is_unreadable()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("unreadable"), outcomeWith(answering("220 mail.example ESMTP\r\n")));
    }

    void an_answer_before_the_request_was_read_is_seen()
    {
        const TestServer server(
            [](Peer& peer) { peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n"); });
        HttpRequest request = get("127.0.0.1", server.port());
        request.method = "POST";
        request.body = std::string(std::size_t{64} * 1024 * 1024, 'x');

        CPPUNIT_ASSERT_EQUAL(std::string("413 "), outcomeOf(request));
    }

    void a_refused_connection_is_unreachable()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcomeOf(get("127.0.0.1", tests::unusedPort())));
    }

    void a_connection_nobody_accepts_is_unreachable()
    {
        const tests::DeafPort deaf;
        HttpRequest request = get("127.0.0.1", deaf.port());
        request.connectTimeout = 100ms;

        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcomeOf(request));
    }

    void a_name_that_does_not_exist_is_unreachable()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcomeOf(get("no-such-name.invalid", 80)));
    }

    void the_second_address_of_a_name_is_tried()
    {
        const TestServer server(answering("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond"));

        CPPUNIT_ASSERT_EQUAL(std::string("200 second"), outcomeOf(get(tests::kTwoAddresses, server.port())));
    }

    void no_other_address_is_tried_once_something_was_sent()
    {
        const TestServer second(answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        const TestServer first(answering(""), std::nullopt, "127.0.0.2", second.port());

        const std::string result = outcomeOf(get(tests::kTwoAddresses, second.port()));

        CPPUNIT_ASSERT_EQUAL(std::string("unknown"), result);
        CPPUNIT_ASSERT_EQUAL(0, second.connections());
    }

    void it_comes_from_the_source_address()
    {
        const TestServer server([](Peer& peer) {
            peer.readRequest();
            peer.send("HTTP/1.0 200 OK\r\n\r\n" + peer.address());
        });
        HttpRequest request = get("127.0.0.1", server.port());
        request.source = *IpAddress::parse("127.0.0.5");

        CPPUNIT_ASSERT_EQUAL(std::string("200 127.0.0.5"), outcomeOf(request));
    }

    void a_source_address_that_is_not_ours_is_unreachable()
    {
        const TestServer server(answering("HTTP/1.0 200 OK\r\n\r\n"));
        HttpRequest request = get("127.0.0.1", server.port());
        request.source = *IpAddress::parse("192.0.2.1");

        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcomeOf(request));
    }

    void a_source_of_another_family_is_unreachable()
    {
        HttpRequest request = get(tests::kV6Only, 80);
        request.source = *IpAddress::parse("127.0.0.1");

        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcomeOf(request));
    }

    void line_ends_in_a_request_are_never_sent()
    {
        const TestServer server(answering("HTTP/1.0 200 OK\r\n\r\n"));
        std::vector<HttpRequest> injections(6, get("127.0.0.1", server.port()));
        injections[0].url.target = "/a HTTP/1.1\r\nHost: evil\r\n\r\n";
        injections[1].url.host = "127.0.0.1\r\nX: y";
        injections[2].method = "GET / HTTP/1.1\r\nX: y\r\n\r\nGET";
        injections[3].headers = {{"X", "y\r\nHost: evil"}};
        injections[4].headers = {{"X: y\r\nZ", "y"}};
        injections[5].headers = {{"X", "a\nb"}};

        for (const auto& request : injections)
            CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcomeOf(request));
        CPPUNIT_ASSERT_EQUAL(0, server.connections());
    }

    void headers_that_frame_the_request_are_ours()
    {
        for (const auto* const name : {"Host", "content-length", "Connection", "Transfer-Encoding"}) {
            HttpRequest request = get("127.0.0.1", tests::unusedPort());
            request.headers = {{name, "5"}};
            const auto answer = client.exchange(request);

            CPPUNIT_ASSERT_MESSAGE(answer.error().message,
                                   answer.error().message.ends_with("not sent: the header " + std::string(name) +
                                                                    " is not the caller's to set"));
        }
    }

    void failures_say_what_was_tried_on_what()
    {
        const std::uint16_t port = tests::unusedPort();
        const std::string text = std::to_string(port);

        const auto answer = client.exchange(get(tests::kTwoAddresses, port));

        CPPUNIT_ASSERT_EQUAL("GET http://two.test:" + text + "/latest/meta-data/instance-id: 127.0.0.2:" + text +
                                 ": Connection refused; 127.0.0.1:" + text + ": Connection refused",
                             answer.error().message);
    }

    void several_threads_may_use_one_client()
    {
        const TestServer server(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        std::vector<std::future<std::string>> results;
        for (int i = 0; i < 8; ++i)
            results.push_back(
                std::async(std::launch::async, [&] { return outcomeOf(get("127.0.0.1", server.port())); }));

        for (auto& result : results)
            CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), result.get());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PocoHttpClientTest);
