#include "manager/edge/http/HttpFront.h"

#include "tests/unit/manager/http/Handlers.h"
#include "tests/unit/manager/http/RawSocket.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage::http;
using namespace readystage::http::test;
using namespace std::chrono_literals;

class HttpFrontTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HttpFrontTest);
    CPPUNIT_TEST(a_request_is_answered);
    CPPUNIT_TEST(requests_sent_in_one_go_are_answered_in_their_order);
    CPPUNIT_TEST_SUITE_END();

    FunctionHandler echo{[](const Request& request, Respond respond) {
        respond(answer(200, "text/plain", request.method + ' ' + request.target + ' ' + request.body));
    }};
    KeepingHandler keeper;

    HttpFront front{2};

    std::uint16_t serve(Handler& handler)
    {
        Listener listener;
        listener.address = "127.0.0.1";
        const auto port = front.listen(listener, handler);
        front.start();
        return port;
    }

public:
    void a_request_is_answered()
    {
        auto client = RawSocket::connectedTo(serve(echo));

        client.send("GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n");

        CPPUNIT_ASSERT_EQUAL(
            std::string("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nGET /a?b "),
            client.readAnswer());
    }

    void requests_sent_in_one_go_are_answered_in_their_order()
    {
        auto client = RawSocket::connectedTo(serve(keeper));

        client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
        keeper.next().second(answer(200, "text/plain", "one"));
        keeper.next().second(answer(200, "text/plain", "two"));

        CPPUNIT_ASSERT(client.readAnswer().ends_with("\r\n\r\none"));
        CPPUNIT_ASSERT(client.readAnswer().ends_with("\r\n\r\ntwo"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HttpFrontTest);
