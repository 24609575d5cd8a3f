#include "common/net/PocoHttpClient.h"

#include "tests/unit/common/net/HttpAssertions.h"
#include "tests/unit/common/net/TestNames.h"
#include "tests/unit/common/net/TestServer.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using tests::outcome;
using tests::Peer;
using tests::TestServer;

namespace {

constexpr const char* kKept = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

void serveAll(Peer& peer)
{
    while (!peer.readRequest().empty())
        peer.send(kKept);
}

void serveOne(Peer& peer)
{
    peer.readRequest();
    peer.send(kKept);
}

HttpRequest repeatable(std::uint16_t port)
{
    HttpRequest request;
    request.url = *Url::parse("http://127.0.0.1:" + std::to_string(port) + "/");
    request.mayRepeat = true;
    return request;
}

} // namespace

/// Connections that are kept, tunnels through a proxy, and a name server that does not answer.
class ReuseTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ReuseTest);
    CPPUNIT_TEST(requests_that_may_be_repeated_share_a_connection);
    CPPUNIT_TEST(others_have_one_each);
    CPPUNIT_TEST(a_server_that_says_close_is_believed);
    CPPUNIT_TEST(bytes_after_the_answer_end_the_connection);
    CPPUNIT_TEST(a_connection_closed_meanwhile_is_made_anew);
    CPPUNIT_TEST(another_place_has_another_connection);
    CPPUNIT_TEST(another_source_address_has_another_connection);
    CPPUNIT_TEST(a_proxy_is_asked_for_a_tunnel);
    CPPUNIT_TEST(a_proxy_that_refuses_is_named);
    CPPUNIT_TEST(a_look_up_that_never_ends_ends_with_the_deadline);
    CPPUNIT_TEST_SUITE_END();

    PocoHttpClient client{TlsTrust{}};

    void exchange(const HttpRequest& request, int times)
    {
        for (int i = 0; i < times; ++i)
            CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), outcome(client.exchange(request)));
    }

    void requests_that_may_be_repeated_share_a_connection()
    {
        const TestServer server(&serveAll);

        exchange(repeatable(server.port()), 3);

        CPPUNIT_ASSERT_EQUAL(1, server.connections());
    }

    void others_have_one_each()
    {
        const TestServer server(&serveAll);
        HttpRequest request = repeatable(server.port());
        request.mayRepeat = false;

        exchange(request, 3);

        CPPUNIT_ASSERT_EQUAL(3, server.connections());
    }

    void a_server_that_says_close_is_believed()
    {
        const TestServer server([](Peer& peer) {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        });

        exchange(repeatable(server.port()), 2);

        CPPUNIT_ASSERT_EQUAL(2, server.connections());
    }

    void bytes_after_the_answer_end_the_connection()
    {
        const TestServer server([](Peer& peer) {
            peer.readRequest();
            peer.send(std::string(kKept) + "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
        });

        exchange(repeatable(server.port()), 2);

        CPPUNIT_ASSERT_EQUAL(2, server.connections());
    }

    void a_connection_closed_meanwhile_is_made_anew()
    {
        const TestServer server(&serveOne);

        exchange(repeatable(server.port()), 3);

        CPPUNIT_ASSERT_EQUAL(3, server.connections());
    }

    void another_place_has_another_connection()
    {
        const TestServer one(&serveAll);
        const TestServer two(&serveAll);

        exchange(repeatable(one.port()), 2);
        exchange(repeatable(two.port()), 2);

        CPPUNIT_ASSERT_EQUAL(1, one.connections());
        CPPUNIT_ASSERT_EQUAL(1, two.connections());
    }

    void another_source_address_has_another_connection()
    {
        const TestServer server(&serveAll);
        HttpRequest request = repeatable(server.port());
        for (const auto& [address, times] : {std::pair("127.0.0.1", 2), std::pair("127.0.0.5", 3)}) {
            request.source = *IpAddress::parse(address);
            exchange(request, times);
        }

        CPPUNIT_ASSERT_EQUAL(2, server.connections());
    }

    void a_proxy_is_asked_for_a_tunnel()
    {
        std::string asked;
        {
            const TestServer proxy([&asked](Peer& peer) {
                asked = peer.readRequest();
                peer.send("HTTP/1.1 200 Connection established\r\n\r\n");
                asked += peer.readRequest();
                peer.send(kKept);
            });
            HttpRequest request = repeatable(1);
            request.proxy = *Url::parse("http://127.0.0.1:" + std::to_string(proxy.port()));
            request.mayRepeat = false;

            exchange(request, 1);
        }

        CPPUNIT_ASSERT_MESSAGE(
            asked, asked.starts_with("CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\nGET / HTTP/1.1"));
    }

    void a_proxy_that_refuses_is_named()
    {
        const TestServer proxy([](Peer& peer) {
            peer.readRequest();
            peer.send("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 3\r\n\r\nno!");
        });
        HttpRequest request = repeatable(1);
        request.proxy = *Url::parse("http://127.0.0.1:" + std::to_string(proxy.port()));
        request.mayRepeat = false;

        const auto answer = client.exchange(request);

        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcome(answer));
        CPPUNIT_ASSERT(answer.error().message.find("the proxy answered 407") != std::string::npos);
    }

    void a_look_up_that_never_ends_ends_with_the_deadline()
    {
        HttpRequest request = repeatable(1);
        request.url.host = tests::kSilent;
        request.deadline = std::chrono::milliseconds(100);

        const auto answer = client.exchange(request);

        tests::silence().count_down();
        CPPUNIT_ASSERT(!answer && answer.error().message.find("no name server answers") != std::string::npos);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReuseTest);
