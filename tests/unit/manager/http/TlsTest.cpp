#include "manager/edge/http/HttpFront.h"

#include "tests/unit/manager/http/Certificates.h"
#include "tests/unit/manager/http/Handlers.h"
#include "tests/unit/manager/http/TlsClient.h"

#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>

using namespace readystage::http;
using namespace readystage::http::test;
using namespace std::chrono_literals;

class TlsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TlsTest);
    CPPUNIT_TEST(a_request_is_answered);
    CPPUNIT_TEST(requests_follow_each_other_on_one_connection);
    CPPUNIT_TEST(a_body_and_an_answer_of_many_records_are_complete);
    CPPUNIT_TEST(the_server_says_goodbye);
    CPPUNIT_TEST(tls_1_2_is_spoken);
    CPPUNIT_TEST(tls_1_1_is_not);
    CPPUNIT_TEST(ciphers_without_authenticated_encryption_are_not_spoken);
    CPPUNIT_TEST(no_session_can_be_resumed);
    CPPUNIT_TEST(who_does_not_speak_tls_gets_no_answer_and_others_do);
    CPPUNIT_TEST(who_leaves_in_the_handshake_disturbs_nobody);
    CPPUNIT_TEST(a_handshake_that_stalls_ends);
    CPPUNIT_TEST(a_fresh_certificate_serves_new_connections_only);
    CPPUNIT_TEST(an_unusable_fresh_certificate_leaves_the_old_one);
    CPPUNIT_TEST(a_missing_certificate_is_named);
    CPPUNIT_TEST(a_certificate_that_is_none_is_named);
    CPPUNIT_TEST(a_missing_key_is_named);
    CPPUNIT_TEST(a_key_of_another_certificate_is_named);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::string_view kLastGet = "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    Authority authority;
    FunctionHandler echo{[](const Request& request, const Respond& respond) {
        respond(answer(200, "text/plain", request.method + ' ' + request.target + ' ' + request.body));
    }};
    Listener listener;
    HttpFront front{2};

    std::uint16_t serve(const TlsFiles& files)
    {
        listener.address = "127.0.0.1";
        listener.tls = files;
        const auto port = front.listen(listener, echo);
        front.start();
        return port;
    }

    std::uint16_t serve() { return serve(issue()); }

    TlsFiles issue(const std::string& commonName = "server") const
    {
        return authority.issue("server", "DNS:localhost", commonName);
    }

    bool isServed(std::uint16_t port, const TlsClient::Offer& offer = {}) const
    {
        try {
            TlsClient client(port, authority.caFile(), offer);
            client.send(kLastGet);
            return client.readToEnd().ends_with("\r\n\r\nGET /a ");
        } catch (const std::exception&) {
            return false;
        }
    }

    /// What listen() says about these files.
    std::string complaintAbout(const TlsFiles& files)
    {
        try {
            serve(files);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "none";
    }

public:
    void a_request_is_answered()
    {
        TlsClient client(serve(), authority.caFile());

        client.send(kLastGet);

        CPPUNIT_ASSERT(client.readToEnd().ends_with("\r\n\r\nGET /a "));
    }

    void requests_follow_each_other_on_one_connection()
    {
        TlsClient client(serve(), authority.caFile());

        client.send(
            "GET /first HTTP/1.1\r\nHost: x\r\n\r\nPOST /second HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
        client.send(kLastGet);

        const auto answers = client.readToEnd();
        const auto first = answers.find("GET /first ");
        const auto second = answers.find("POST /second hi");
        CPPUNIT_ASSERT(first < second && second < answers.find("GET /a "));
    }

    void a_body_and_an_answer_of_many_records_are_complete()
    {
        std::string large(300'000, 'x');
        large.front() = 'b';
        large.back() = 'e';
        TlsClient client(serve(), authority.caFile());

        client.send("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 300000\r\n\r\n" + large);

        CPPUNIT_ASSERT(client.readToEnd().ends_with("\r\n\r\nPOST / " + large));
    }

    void the_server_says_goodbye()
    {
        TlsClient client(serve(), authority.caFile());

        client.send(kLastGet);
        client.readToEnd();

        CPPUNIT_ASSERT(client.sawGoodbye());
    }

    void tls_1_2_is_spoken() { CPPUNIT_ASSERT(isServed(serve(), {.highest = TLS1_2_VERSION})); }

    void tls_1_1_is_not() { CPPUNIT_ASSERT(!isServed(serve(), {.lowest = TLS1_VERSION, .highest = TLS1_1_VERSION})); }

    void ciphers_without_authenticated_encryption_are_not_spoken()
    {
        CPPUNIT_ASSERT(!isServed(serve(), {.highest = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-SHA"}));
    }

    void no_session_can_be_resumed()
    {
        const auto port = serve();

        for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
            TlsClient client(port, authority.caFile(), {.lowest = version, .highest = version});
            client.send(kLastGet);
            client.readToEnd();

            CPPUNIT_ASSERT(!client.isResumable());
        }
    }

    void who_does_not_speak_tls_gets_no_answer_and_others_do()
    {
        const auto port = serve();
        auto plain = RawSocket::connectedTo(port);

        plain.send(kLastGet);

        CPPUNIT_ASSERT(plain.readToEnd().find("HTTP/1.1") == std::string::npos);
        CPPUNIT_ASSERT(isServed(port));
    }

    void who_leaves_in_the_handshake_disturbs_nobody()
    {
        const auto port = serve();
        auto leaver = RawSocket::connectedTo(port);
        leaver.send("\x16\x03\x01\x02"); // the first bytes of a ClientHello

        leaver.resetOnClose();
        leaver.close();

        CPPUNIT_ASSERT(isServed(port));
    }

    void a_handshake_that_stalls_ends()
    {
        listener.requestTimeout = 100ms;
        auto silent = RawSocket::connectedTo(serve());

        CPPUNIT_ASSERT_EQUAL(std::string(), silent.readToEnd()); // gives up by an exception when nobody closes
    }

    void a_fresh_certificate_serves_new_connections_only()
    {
        const auto port = serve(issue("old"));
        TlsClient before(port, authority.caFile());

        issue("new");
        front.reloadTls();

        TlsClient after(port, authority.caFile());
        before.send(kLastGet);
        CPPUNIT_ASSERT_EQUAL(std::string("new"), after.serverName());
        CPPUNIT_ASSERT_EQUAL(std::string("old"), before.serverName());
        CPPUNIT_ASSERT(before.readToEnd().ends_with("GET /a "));
    }

    void an_unusable_fresh_certificate_leaves_the_old_one()
    {
        const auto files = issue();
        const auto port = serve(files);
        std::ofstream(files.certificate) << "half a certifi";

        CPPUNIT_ASSERT_THROW(front.reloadTls(), std::runtime_error);

        CPPUNIT_ASSERT(isServed(port));
    }

    void a_missing_certificate_is_named()
    {
        auto files = issue();
        files.certificate = "/nowhere/manager.pem";

        CPPUNIT_ASSERT(complaintAbout(files).starts_with("cannot use certificate /nowhere/manager.pem: "));
    }

    void a_certificate_that_is_none_is_named()
    {
        const auto files = issue();
        std::ofstream(files.certificate) << "not PEM";

        CPPUNIT_ASSERT(complaintAbout(files).starts_with("cannot use certificate " + files.certificate));
    }

    void a_missing_key_is_named()
    {
        const auto files = issue();
        std::filesystem::remove(files.privateKey);

        CPPUNIT_ASSERT(complaintAbout(files).starts_with("cannot use private key " + files.privateKey));
    }

    void a_key_of_another_certificate_is_named()
    {
        auto files = issue();
        files.privateKey = authority.issue("other", "DNS:localhost").privateKey;

        const auto complaint = complaintAbout(files);

        CPPUNIT_ASSERT_MESSAGE(complaint, complaint.starts_with("cannot use private key " + files.privateKey));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TlsTest);
