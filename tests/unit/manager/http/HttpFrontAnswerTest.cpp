#include "manager/edge/http/HttpFront.h"

#include "tests/unit/manager/http/FrontFixture.h"

#include <sys/mman.h>

using namespace readystage::http;
using namespace readystage::http::test;
using namespace std::chrono_literals;

/// Who does not take his answer, and what is left of a request without one.
class HttpFrontAnswerTest : public FrontFixture {
    CPPUNIT_TEST_SUITE(HttpFrontAnswerTest);
    CPPUNIT_TEST(a_request_is_logged_without_its_query);
    CPPUNIT_TEST(a_client_that_does_not_read_is_cut_off);
    CPPUNIT_TEST(a_client_that_reads_too_slowly_is_cut_off);
    CPPUNIT_TEST_SUITE_END();

public:
    void a_request_is_logged_without_its_query()
    {
        FunctionHandler handler([](const Request& request, const Respond&) {
            if (request.path() == "/thrown")
                throw std::runtime_error("a bug");
        });
        const auto port = serve(handler);
        const int log = ::memfd_create("log", MFD_CLOEXEC);
        const int before = ::dup(STDERR_FILENO);
        ::dup2(log, STDERR_FILENO);

        for (const auto* path : {"/thrown", "/dropped"}) {
            auto client = RawSocket::connectedTo(port);
            client.send("GET " + std::string(path) + "?apiKey=secret HTTP/1.1\r\nHost: x\r\n\r\n");
            (void)client.readAnswer();
        }
        front.reset();

        ::dup2(before, STDERR_FILENO);
        ::close(before);
        std::string lines(4096, '\0');
        lines.resize(static_cast<std::size_t>(std::max<::ssize_t>(::pread(log, lines.data(), lines.size(), 0), 0)));
        ::close(log);
        CPPUNIT_ASSERT(lines.find("http-handler-failed request=\"GET /thrown\"") != std::string::npos);
        CPPUNIT_ASSERT(lines.find("http-never-answered request=\"GET /dropped\"") != std::string::npos);
        CPPUNIT_ASSERT(lines.find("secret") == std::string::npos);
    }

    void a_client_that_does_not_read_is_cut_off()
    {
        listener.requestTimeout = 50ms;
        const std::string large(std::size_t{64} * 1024 * 1024, 'x');
        FunctionHandler handler([&](const Request&, Respond respond) { respond(answer(200, "text/plain", large)); });
        auto client = clientOf(handler);

        client.send(kGet);

        awaitThat([&] { return front->counts().connections == 1; });
        awaitConnections(0);
        front.reset();
    }

    void a_client_that_reads_too_slowly_is_cut_off()
    {
        listener.requestTimeout = 300ms; // it never stalls for so long
        listener.minAnswerRate = std::size_t{1024} * 1024 * 1024;
        const std::string large(std::size_t{64} * 1024 * 1024, 'x');
        FunctionHandler handler([&](const Request&, Respond respond) { respond(answer(200, "text/plain", large)); });
        RawSocket client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const int small = 64 * 1024;
        ::setsockopt(client.fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        client.connect(serve(handler));

        client.send(kGet);
        std::size_t got = 0;
        for (std::size_t count = 1; count > 0; got += count) {
            count = client.readBytes(std::size_t{64} * 1024).size();
            ::poll(nullptr, 0, 5); // five seconds for all of it
        }

        CPPUNIT_ASSERT(got < large.size() / 2);
        front.reset();
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HttpFrontAnswerTest);
