#include "manager/edge/http/HttpFront.h"

#include "tests/unit/manager/http/Certificates.h"
#include "tests/unit/manager/http/Handlers.h"
#include "tests/unit/manager/http/TlsClient.h"

#include <cppunit/extensions/HelperMacros.h>

#include <fstream>

using namespace readystage::http;
using namespace readystage::http::test;
using namespace std::chrono_literals;

class TlsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TlsTest);
    CPPUNIT_TEST(a_request_is_answered);
    CPPUNIT_TEST_SUITE_END();

    Authority authority;
    FunctionHandler echo{[](const Request& request, Respond respond) {
        respond(answer(200, "text/plain", request.method + ' ' + request.target + ' ' + request.body));
    }};
    HttpFront front{2};

    std::uint16_t serve(const TlsFiles& files)
    {
        Listener listener;
        listener.address = "127.0.0.1";
        listener.tls = files;
        const auto port = front.listen(listener, echo);
        front.start();
        return port;
    }

public:
    void a_request_is_answered()
    {
        TlsClient client(serve(authority.issue("server", "DNS:localhost")), authority.caFile());

        client.send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        CPPUNIT_ASSERT(client.readToEnd().ends_with("\r\n\r\nGET /a "));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TlsTest);
