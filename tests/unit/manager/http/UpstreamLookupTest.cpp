#include "manager/edge/http/Upstream.h"

#include "tests/unit/manager/http/Certificates.h"
#include "tests/unit/manager/http/TlsServer.h"

#include <cppunit/extensions/HelperMacros.h>

#include <condition_variable>
#include <csignal>
#include <future>
#include <mutex>
#include <optional>
#include <vector>

#include <dlfcn.h>
#include <netdb.h>

namespace readystage::http::test {

/// What the system's look-up finds below `.test`, and how often it was asked. It can be held up.
class FakeNames {
public:
    static FakeNames& instance()
    {
        static FakeNames names;
        return names;
    }

    void begin(std::vector<std::string> addresses, bool held)
    {
        const std::scoped_lock hold(mutex_);
        addresses_ = std::move(addresses);
        held_ = held;
        asked_ = 0;
    }

    void awaitQuestion()
    {
        std::unique_lock hold(mutex_);
        changed_.wait(hold, [this] { return asked_ > 0; });
    }

    void release()
    {
        const std::scoped_lock hold(mutex_);
        held_ = false;
        changed_.notify_all();
    }

    std::vector<std::string> lookUp()
    {
        std::unique_lock hold(mutex_);
        ++asked_;
        changed_.notify_all();
        changed_.wait(hold, [this] { return !held_; });
        return addresses_;
    }

    int asked()
    {
        const std::scoped_lock hold(mutex_);
        return asked_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> addresses_;
    bool held_ = false;
    int asked_ = 0;
};

} // namespace readystage::http::test

/// Stands in front of the C library's in this program; its parameters are called as there.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* req, addrinfo** pai)
{
    static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    if (name == nullptr || !std::string_view(name).ends_with(".test"))
        return real(name, service, req, pai);
    addrinfo** end = pai;
    for (const auto& address : readystage::http::test::FakeNames::instance().lookUp()) {
        if (const int error = real(address.c_str(), service, req, end); error != 0)
            return error;
        while (*end != nullptr)
            end = &(*end)->ai_next;
    }
    return 0;
}

using namespace readystage;
using namespace readystage::http;
using namespace readystage::http::test;
using namespace std::chrono_literals;

class UpstreamLookupTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(UpstreamLookupTest);
    CPPUNIT_TEST(an_address_that_does_not_answer_leaves_the_next_one_its_time);
    CPPUNIT_TEST(a_name_nobody_waits_for_any_more_is_not_looked_up);
    CPPUNIT_TEST_SUITE_END();

    struct Got {
        std::optional<Response> answer;
        std::optional<Upstream::Failure> failure;
    };

    RawServer server;
    Authority authority;
    FakeNames& names = FakeNames::instance();

    Upstream::Settings settings() const
    {
        Upstream::Settings settings;
        settings.server.tls = true;
        settings.server.host = "cloud.test";
        settings.server.port = server.port();
        settings.caFile = authority.caFile();
        settings.connectTimeout = 500ms;
        return settings;
    }

    static std::future<Got> forward(Upstream& upstream)
    {
        const auto here = IpAddress::parse("127.0.0.1").value();
        const auto promise = std::make_shared<std::promise<Got>>();
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

public:
    void an_address_that_does_not_answer_leaves_the_next_one_its_time()
    {
        const RawSocket silent(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const auto where = loopback(server.port(), "127.0.0.2");
        CPPUNIT_ASSERT_EQUAL(0, ::bind(silent.fd(), reinterpret_cast<const sockaddr*>(&where), sizeof where));
        CPPUNIT_ASSERT_EQUAL(0, ::listen(silent.fd(), 1));
        names.begin({"127.0.0.2", "127.0.0.1"}, false);
        std::signal(SIGPIPE, SIG_IGN); // of a client that has left during the handshake
        Upstream upstream(settings());

        auto got = forward(upstream);
        TlsServer connection(server.accept(), authority.issue("cloud", "DNS:cloud.test"));
        if (connection.handshake()) {
            connection.readUntil("\r\n\r\n");
            connection.send("HTTP/1.1 204 No Content\r\n\r\n");
        }
        connection.close();

        const auto outcome = got.get();
        CPPUNIT_ASSERT_MESSAGE(outcome.failure ? outcome.failure->message : "", outcome.answer);
    }

    void a_name_nobody_waits_for_any_more_is_not_looked_up()
    {
        names.begin({"127.0.0.1"}, true);
        std::optional<Upstream> upstream(std::in_place, settings());
        auto first = forward(*upstream);
        names.awaitQuestion(); // one look-up at a time: the next one stands in a queue
        auto second = forward(*upstream);

        const bool bothFailed = first.get().failure && second.get().failure;
        names.release();
        upstream.reset();

        CPPUNIT_ASSERT(bothFailed);
        CPPUNIT_ASSERT_EQUAL(1, names.asked());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(UpstreamLookupTest);
