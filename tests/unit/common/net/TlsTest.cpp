#include "common/net/PocoHttpClient.h"

#include "tests/fakes/TemporaryFolder.h"
#include "tests/unit/common/net/HttpAssertions.h"
#include "tests/unit/common/net/TestNames.h"
#include "tests/unit/common/net/TestServer.h"

#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <future>
#include <stdexcept>

using namespace readystage;
using namespace std::chrono_literals;
using tests::outcome;
using tests::Peer;
using tests::TestAuthority;
using tests::TestServer;

namespace {

void answerOk(Peer& peer)
{
    if (peer.readRequest().empty())
        return;
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    peer.closeNotify();
}

HttpRequest get(const std::string& host, std::uint16_t port)
{
    HttpRequest request;
    request.url = *Url::parse("https://" + host + ":" + std::to_string(port) + "/v1");
    return request;
}

} // namespace

class TlsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TlsTest);
    CPPUNIT_TEST(a_certificate_for_the_name_is_accepted);
    CPPUNIT_TEST(a_certificate_for_the_address_is_accepted);
    CPPUNIT_TEST(a_final_dot_does_not_belong_to_the_name);
    CPPUNIT_TEST(a_certificate_for_another_name_is_refused_on_loopback_too);
    CPPUNIT_TEST(a_certificate_for_another_address_is_refused);
    CPPUNIT_TEST(an_unknown_authority_is_refused);
    CPPUNIT_TEST(an_expired_certificate_is_refused);
    CPPUNIT_TEST(an_expired_certificate_is_named_with_the_clock);
    CPPUNIT_TEST(an_unknown_authority_is_named);
    CPPUNIT_TEST(either_of_two_authorities_will_do);
    CPPUNIT_TEST(a_key_that_cannot_be_used_is_named);
    CPPUNIT_TEST(a_kept_connection_is_secured_once);
    CPPUNIT_TEST(tls_1_1_is_refused);
    CPPUNIT_TEST(tls_1_2_is_accepted);
    CPPUNIT_TEST(what_a_refused_server_gets_to_see_is_nothing);
    CPPUNIT_TEST(the_server_is_told_the_name_but_not_an_address);
    CPPUNIT_TEST(a_server_that_speaks_no_tls_is_unreachable);
    CPPUNIT_TEST(a_handshake_that_stalls_is_unreachable);
    CPPUNIT_TEST(a_body_that_ends_with_the_connection_needs_a_goodbye);
    CPPUNIT_TEST(a_body_that_ends_with_a_goodbye_is_whole);
    CPPUNIT_TEST(a_stalled_answer_ends_with_the_deadline);
    CPPUNIT_TEST(large_bodies_pass_both_ways);
    CPPUNIT_TEST(a_missing_file_of_authorities_is_named);
    CPPUNIT_TEST(a_file_without_authorities_is_named);
    CPPUNIT_TEST(the_systems_authorities_do_not_know_ours);
    CPPUNIT_TEST(a_client_without_trust_has_no_use_for_https);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;
    const TestAuthority authority{"our authority"};
    std::optional<PocoHttpClient> client;

public:
    void setUp() override
    {
        authority.writeTo(folder / "ca.pem");
        client.emplace(TlsTrust{(folder / "ca.pem").string(), {}});
    }

private:
    TestServer::TlsSettings serving(const std::string& altNames) const { return {authority.issue(altNames)}; }

    std::string outcomeOf(const std::string& host, const TestServer::TlsSettings& settings,
                          const TestServer::Script& script = &answerOk)
    {
        const TestServer server(script, settings);
        HttpRequest request = get(host, server.port());
        request.deadline = 5s;
        return outcome(client->exchange(request));
    }

    void a_certificate_for_the_name_is_accepted()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), outcomeOf(tests::kManager, serving("DNS:manager.test")));
    }

    void a_certificate_for_the_address_is_accepted()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), outcomeOf("127.0.0.1", serving("IP:127.0.0.1")));
    }

    void a_final_dot_does_not_belong_to_the_name()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), outcomeOf("manager.test.", serving("DNS:manager.test")));
    }

    void a_certificate_for_another_name_is_refused_on_loopback_too()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcomeOf("127.0.0.1", serving("DNS:manager.test")));
        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcomeOf("localhost", serving("DNS:manager.test")));
        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcomeOf(tests::kManager, serving("DNS:other.test")));
    }

    void a_certificate_for_another_address_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcomeOf("127.0.0.1", serving("IP:127.0.0.2")));
    }

    void an_unknown_authority_is_refused()
    {
        const TestAuthority other("our authority");

        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcomeOf(tests::kManager, {other.issue("DNS:manager.test")}));
    }

    void an_expired_certificate_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"),
                             outcomeOf(tests::kManager, {authority.issue("DNS:manager.test", 0)}));
    }

    std::string failureOf(const TestServer::TlsSettings& settings)
    {
        const TestServer server(&answerOk, settings);
        const auto answer = client->exchange(get(tests::kManager, server.port()));
        return answer ? "" : answer.error().message;
    }

    void an_expired_certificate_is_named_with_the_clock()
    {
        const std::string message = failureOf({authority.issue("DNS:manager.test", 0)});

        CPPUNIT_ASSERT_MESSAGE(message,
                               message.find("certificate has expired (or our clock is wrong)") != std::string::npos);
    }

    void an_unknown_authority_is_named()
    {
        const std::string message = failureOf({TestAuthority("another").issue("DNS:manager.test")});

        CPPUNIT_ASSERT_MESSAGE(message, message.find("local issuer") != std::string::npos);
    }

    void either_of_two_authorities_will_do()
    {
        const TestAuthority next("the next authority");
        next.writeTo(folder / "next.pem");
        std::ofstream(folder / "both.pem")
            << std::ifstream(folder / "ca.pem").rdbuf() << std::ifstream(folder / "next.pem").rdbuf();
        client.emplace(TlsTrust{(folder / "both.pem").string(), {}});

        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), outcomeOf(tests::kManager, serving("DNS:manager.test")));
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), outcomeOf(tests::kManager, {next.issue("DNS:manager.test")}));
    }

    void a_key_that_cannot_be_used_is_named()
    {
        const std::string good = (folder / "ca.pem").string();
        for (const auto& [identity, culprit] : {std::pair{TlsIdentity{"/nowhere.pem", good}, "/nowhere.pem"},
                                                {TlsIdentity{good, "/nowhere.key"}, "/nowhere.key"},
                                                {TlsIdentity{good, good}, "ca.pem"}}) {
            try {
                const PocoHttpClient unusable(TlsTrust{good, identity});
                CPPUNIT_FAIL(culprit);
            } catch (const std::runtime_error& e) {
                CPPUNIT_ASSERT_MESSAGE(e.what(), std::string(e.what()).find(culprit) != std::string::npos);
            }
        }
    }

    void a_kept_connection_is_secured_once()
    {
        const TestServer server(
            [](Peer& peer) {
                while (!peer.readRequest().empty())
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            },
            serving("DNS:manager.test"));
        HttpRequest request = get(tests::kManager, server.port());
        request.mayRepeat = true;

        for (int i = 0; i < 3; ++i)
            CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), outcome(client->exchange(request)));

        CPPUNIT_ASSERT_EQUAL(1, server.connections());
        client.reset();
    }

    void tls_1_1_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"),
                             outcomeOf(tests::kManager, {authority.issue("DNS:manager.test"), TLS1_1_VERSION}));
    }

    void tls_1_2_is_accepted()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"),
                             outcomeOf(tests::kManager, {authority.issue("DNS:manager.test"), TLS1_2_VERSION}));
    }

    void what_a_refused_server_gets_to_see_is_nothing()
    {
        std::promise<std::string> seen;
        const auto listener = [&seen](Peer& peer) { seen.set_value(peer.readRequest()); };

        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"),
                             outcomeOf(tests::kManager, serving("DNS:other.test"), listener));
        CPPUNIT_ASSERT_EQUAL(std::string(), seen.get_future().get());
    }

    void the_server_is_told_the_name_but_not_an_address()
    {
        const auto echo = [](Peer& peer) {
            peer.readRequest();
            peer.send("HTTP/1.0 200 OK\r\n\r\n'" + peer.serverName() + "'");
            peer.closeNotify();
        };
        const auto settings = serving("DNS:manager.test,IP:127.0.0.1");

        CPPUNIT_ASSERT_EQUAL(std::string("200 'manager.test'"), outcomeOf(tests::kManager, settings, echo));
        CPPUNIT_ASSERT_EQUAL(std::string("200 ''"), outcomeOf("127.0.0.1", settings, echo));
    }

    void a_server_that_speaks_no_tls_is_unreachable()
    {
        const TestServer plain([](Peer& peer) { peer.send("HTTP/1.1 400 Bad Request\r\n\r\n"); });

        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcome(client->exchange(get(tests::kManager, plain.port()))));
    }

    void a_handshake_that_stalls_is_unreachable()
    {
        const TestServer silent([](Peer& peer) { peer.waitForClose(); });
        HttpRequest request = get(tests::kManager, silent.port());
        request.connectTimeout = 300ms;

        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcome(client->exchange(request)));
    }

    void a_body_that_ends_with_the_connection_needs_a_goodbye()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("unknown"),
                             outcomeOf(tests::kManager, serving("DNS:manager.test"), [](Peer& peer) {
                                 peer.readRequest();
                                 peer.send("HTTP/1.0 200 OK\r\n\r\nhalf of i");
                             }));
    }

    void a_body_that_ends_with_a_goodbye_is_whole()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("200 all of it"),
                             outcomeOf(tests::kManager, serving("DNS:manager.test"), [](Peer& peer) {
                                 peer.readRequest();
                                 peer.send("HTTP/1.0 200 OK\r\n\r\nall of it");
                                 peer.closeNotify();
                             }));
    }

    void a_stalled_answer_ends_with_the_deadline()
    {
        const TestServer server(
            [](Peer& peer) {
                peer.readRequest();
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
                peer.waitForClose();
            },
            serving("DNS:manager.test"));
        HttpRequest request = get(tests::kManager, server.port());
        request.deadline = 500ms;

        CPPUNIT_ASSERT_EQUAL(std::string("unknown"), outcome(client->exchange(request)));
    }

    void large_bodies_pass_both_ways()
    {
        const std::string body(3'000'000, 'x');
        const TestServer server(
            [](Peer& peer) {
                const std::string request = peer.readRequest();
                const std::string echo = request.substr(request.find("\r\n\r\n") + 4);
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(echo.size()) + "\r\n\r\n" + echo);
            },
            serving("DNS:manager.test"));
        HttpRequest request = get(tests::kManager, server.port());
        request.method = "POST";
        request.body = body;
        request.maxAnswerBytes = body.size();

        CPPUNIT_ASSERT(outcome(client->exchange(request)) == "200 " + body);
    }

    void a_missing_file_of_authorities_is_named()
    {
        try {
            const PocoHttpClient none(TlsTrust{"/no/such/ca.pem"});
            CPPUNIT_FAIL("it was accepted");
        } catch (const std::runtime_error& e) {
            CPPUNIT_ASSERT_MESSAGE(e.what(), std::string(e.what()).find("/no/such/ca.pem") != std::string::npos);
        }
    }

    void a_file_without_authorities_is_named()
    {
        const std::string path = "/dev/null";

        CPPUNIT_ASSERT_THROW(PocoHttpClient(TlsTrust{path}), std::runtime_error);
    }

    void the_systems_authorities_do_not_know_ours()
    {
        const TestServer server(&answerOk, serving("DNS:manager.test"));
        PocoHttpClient system(TlsTrust{});

        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcome(system.exchange(get(tests::kManager, server.port()))));
    }

    void a_client_without_trust_has_no_use_for_https()
    {
        const TestServer server(&answerOk, serving("DNS:manager.test"));
        PocoHttpClient plain(std::nullopt);

        CPPUNIT_ASSERT_EQUAL(std::string("unreachable"), outcome(plain.exchange(get(tests::kManager, server.port()))));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TlsTest);
