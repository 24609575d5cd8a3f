#include "manager/edge/http/Upstream.h"

#include "tests/unit/manager/http/Certificates.h"
#include "tests/unit/manager/http/TlsServer.h"

#include <cppunit/extensions/HelperMacros.h>

#include <future>
#include <optional>

using namespace readystage;
using namespace readystage::http;
using namespace readystage::http::test;
using namespace std::chrono_literals;

class UpstreamTlsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(UpstreamTlsTest);
    CPPUNIT_TEST(an_answer_comes_back_from_the_name_that_was_asked_for);
    CPPUNIT_TEST(a_certificate_may_be_for_an_address);
    CPPUNIT_TEST(a_certificate_for_another_name_is_a_failure_and_nothing_was_sent);
    CPPUNIT_TEST(a_certificate_for_another_address_is_a_failure_and_nothing_was_sent);
    CPPUNIT_TEST(a_certificate_of_an_unknown_authority_is_a_failure_and_nothing_was_sent);
    CPPUNIT_TEST(an_answer_that_ends_with_goodbye_is_complete);
    CPPUNIT_TEST(an_answer_that_ends_without_goodbye_may_be_truncated_and_is_a_failure);
    CPPUNIT_TEST(a_server_that_stalls_in_the_handshake_is_a_failure_and_nothing_was_sent);
    CPPUNIT_TEST(an_authority_that_cannot_be_read_is_named_at_once);
    CPPUNIT_TEST_SUITE_END();

    struct Ended {
        std::optional<Response> answer;
        std::optional<Upstream::Failure> failure;
    };

    static constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

    RawServer server;
    Authority authority;

    Upstream::Settings settings(const std::string& host) const
    {
        Upstream::Settings settings;
        settings.server.tls = true;
        settings.server.host = host;
        settings.server.port = server.port();
        settings.caFile = authority.caFile();
        return settings;
    }

    static std::future<Ended> forward(Upstream& upstream)
    {
        const auto here = IpAddress::parse("127.0.0.1").value();
        const auto promise = std::make_shared<std::promise<Ended>>();
        upstream.forward(
            Request{"GET", "/client/api", {{"Host", "cloud"}}, {}, here, here},
            [promise](Response answer) {
                promise->set_value({std::move(answer), std::nullopt});
            },
            [promise](Upstream::Failure failure) {
                promise->set_value({std::nullopt, std::move(failure)});
            });
        return promise->get_future();
    }

    /// What becomes of a request to a server with this certificate that does as told after the request's head.
    template <class Act> Ended ended(const Upstream::Settings& settings, const TlsFiles& files, Act&& act)
    {
        Upstream upstream(settings);
        auto ended = forward(upstream);
        TlsServer connection(server.accept(), files);
        if (connection.handshake()) {
            connection.readUntil("\r\n\r\n");
            act(connection);
        }
        connection.close();
        return ended.get();
    }

    Ended ended(const std::string& host, const TlsFiles& files)
    {
        return ended(settings(host), files, [](TlsServer& connection) { connection.send(kAnswer); });
    }

    static void assertRefused(const Ended& ended, const std::string& words)
    {
        CPPUNIT_ASSERT(ended.failure);
        CPPUNIT_ASSERT(!ended.failure->sent);
        CPPUNIT_ASSERT_MESSAGE(ended.failure->message, ended.failure->message.find(words) != std::string::npos);
    }

public:
    void an_answer_comes_back_from_the_name_that_was_asked_for()
    {
        const auto files = authority.issue("server", "DNS:localhost");
        std::string asked;

        const auto got = ended(settings("localhost"), files, [&](TlsServer& connection) {
            asked = connection.nameAskedFor();
            connection.send(kAnswer);
        });

        CPPUNIT_ASSERT(got.answer);
        CPPUNIT_ASSERT_EQUAL(std::string("hi"), got.answer->body);
        CPPUNIT_ASSERT_EQUAL(std::string("localhost"), asked);
    }

    void a_certificate_may_be_for_an_address()
    {
        CPPUNIT_ASSERT(ended("127.0.0.1", authority.issue("server", "IP:127.0.0.1")).answer);
    }

    void a_certificate_for_another_name_is_a_failure_and_nothing_was_sent()
    {
        assertRefused(ended("localhost", authority.issue("server", "DNS:cloud.example.org", "localhost")), "mismatch");
    }

    void a_certificate_for_another_address_is_a_failure_and_nothing_was_sent()
    {
        assertRefused(ended("127.0.0.1", authority.issue("server", "IP:127.0.0.2")), "mismatch");
    }

    void a_certificate_of_an_unknown_authority_is_a_failure_and_nothing_was_sent()
    {
        const Authority other("somebody else");

        assertRefused(ended("localhost", other.issue("server", "DNS:localhost")), "certificate: ");
    }

    void an_answer_that_ends_with_goodbye_is_complete()
    {
        const auto files = authority.issue("server", "DNS:localhost");

        const auto got = ended(settings("localhost"), files, [](TlsServer& connection) {
            connection.send("HTTP/1.1 200 OK\r\n\r\nall of it");
            connection.sayGoodbye();
        });

        CPPUNIT_ASSERT(got.answer);
        CPPUNIT_ASSERT_EQUAL(std::string("all of it"), got.answer->body);
    }

    void an_answer_that_ends_without_goodbye_may_be_truncated_and_is_a_failure()
    {
        const auto files = authority.issue("server", "DNS:localhost");

        const auto got = ended(settings("localhost"), files,
                               [](TlsServer& connection) { connection.send("HTTP/1.1 200 OK\r\n\r\na part of"); });

        CPPUNIT_ASSERT(got.failure);
        CPPUNIT_ASSERT(got.failure->sent);
    }

    void a_server_that_stalls_in_the_handshake_is_a_failure_and_nothing_was_sent()
    {
        auto impatient = settings("localhost");
        impatient.connectTimeout = 100ms;
        Upstream upstream(impatient);

        auto outcome = forward(upstream);
        const auto connection = server.accept();

        assertRefused(outcome.get(), "");
    }

    void an_authority_that_cannot_be_read_is_named_at_once()
    {
        auto wrong = settings("localhost");
        wrong.caFile = "/nowhere/ca.pem";

        try {
            const Upstream upstream(wrong);
            CPPUNIT_FAIL("it was taken");
        } catch (const std::runtime_error& error) {
            CPPUNIT_ASSERT(std::string(error.what()).find("/nowhere/ca.pem") != std::string::npos);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(UpstreamTlsTest);
