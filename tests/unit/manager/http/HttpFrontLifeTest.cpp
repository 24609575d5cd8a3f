#include "manager/edge/http/HttpFront.h"

#include "tests/unit/manager/http/FrontFixture.h"

#include <sys/resource.h>

#include <future>
#include <vector>

using namespace readystage::http;
using namespace readystage::http::test;
using namespace std::chrono_literals;

/// Time, threads, limits and the end.
class HttpFrontLifeTest : public FrontFixture {
    CPPUNIT_TEST_SUITE(HttpFrontLifeTest);
    CPPUNIT_TEST(an_answer_may_come_later_from_another_thread);
    CPPUNIT_TEST(hundreds_may_wait_on_two_threads);
    CPPUNIT_TEST(a_handler_that_throws_is_a_500_and_the_connection_goes_on);
    CPPUNIT_TEST(a_handler_that_keeps_its_respond_and_throws_is_a_500);
    CPPUNIT_TEST(a_second_answer_is_ignored);
    CPPUNIT_TEST(a_respond_that_is_dropped_is_a_500);
    CPPUNIT_TEST(a_head_that_drips_is_cut_off);
    CPPUNIT_TEST(a_body_that_drips_is_cut_off);
    CPPUNIT_TEST(an_idle_connection_is_closed);
    CPPUNIT_TEST(waiting_for_an_answer_is_not_idle);
    CPPUNIT_TEST(a_client_that_resets_while_it_waits_is_let_go);
    CPPUNIT_TEST(a_client_that_leaves_while_it_waits_is_let_go);
    CPPUNIT_TEST(a_client_that_has_said_everything_still_hears_its_answer);
    CPPUNIT_TEST(requests_sent_while_another_waits_are_not_lost);
    CPPUNIT_TEST(a_client_that_does_not_read_is_cut_off);
    CPPUNIT_TEST(connections_over_the_cap_are_closed_and_counted);
    CPPUNIT_TEST(connections_over_an_addresss_cap_are_closed_and_others_are_served);
    CPPUNIT_TEST(running_out_of_descriptors_passes);
    CPPUNIT_TEST(stop_waits_for_open_requests);
    CPPUNIT_TEST(stop_closes_idle_connections_at_once);
    CPPUNIT_TEST(stop_does_not_wait_longer_than_its_grace);
    CPPUNIT_TEST(nobody_is_accepted_after_stop);
    CPPUNIT_TEST(an_answer_after_the_front_is_gone_does_nothing);
    CPPUNIT_TEST(a_front_may_be_destroyed_without_having_started);
    CPPUNIT_TEST(several_listeners_have_their_own_handlers);
    CPPUNIT_TEST(a_port_that_is_taken_is_named);
    CPPUNIT_TEST(an_address_that_is_none_is_named);
    CPPUNIT_TEST(ipv6_is_served);
    CPPUNIT_TEST(an_ipv4_client_of_an_ipv6_listener_is_an_ipv4_client);
    CPPUNIT_TEST_SUITE_END();

    static constexpr int kMany = 400;

    /// Sends `bytes` one by one until the front closes the connection.
    static void drip(RawSocket& client, std::string_view beginning)
    {
        client.send(beginning);
        while (client.send("x"))
            std::this_thread::sleep_for(1ms); // a peer's pace, not a wait for an event
    }

public:
    void an_answer_may_come_later_from_another_thread()
    {
        auto client = clientOf(keeper);

        client.send(kGet);
        auto kept = keeper.next();
        std::thread([&] { kept.second(answer(202, "text/plain", "later")); }).join();

        CPPUNIT_ASSERT_EQUAL(std::string("later"), bodyOf(client.readAnswer()));
    }

    void hundreds_may_wait_on_two_threads()
    {
        const auto port = serve(keeper);
        std::vector<RawSocket> clients;
        for (int i = 0; i < kMany; ++i) {
            clients.push_back(RawSocket::connectedTo(port));
            clients.back().send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        std::vector<KeepingHandler::Kept> waiting;
        for (int i = 0; i < kMany; ++i)
            waiting.push_back(keeper.next());

        std::thread([&] {
            for (auto& [request, respond] : waiting)
                respond(answer(200, "text/plain", request.target));
        }).join();

        for (int i = 0; i < kMany; ++i)
            CPPUNIT_ASSERT_EQUAL("/" + std::to_string(i), bodyOf(clients[static_cast<std::size_t>(i)].readAnswer()));
    }

    void a_handler_that_throws_is_a_500_and_the_connection_goes_on()
    {
        FunctionHandler handler([](const Request& request, Respond respond) {
            if (request.target == "/a")
                throw std::runtime_error("a bug");
            respond(answer(200, "text/plain", "fine"));
        });
        auto client = clientOf(handler);

        client.send(kGet);
        const auto first = client.readAnswer();
        client.send("GET /b HTTP/1.1\r\nHost: x\r\n\r\n");

        CPPUNIT_ASSERT_EQUAL(500, statusOf(first));
        CPPUNIT_ASSERT(first.find("a bug") == std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string("fine"), bodyOf(client.readAnswer()));
        front.reset();
    }

    void a_handler_that_keeps_its_respond_and_throws_is_a_500()
    {
        Respond kept;
        FunctionHandler handler([&](const Request&, Respond respond) {
            kept = std::move(respond);
            throw std::runtime_error("a bug");
        });
        auto client = clientOf(handler);

        client.send(kGet);
        const auto said = client.readAnswer();
        kept(answer(200, "text/plain", "too late"));
        client.send("GET /b HTTP/1.1\r\nHost: x\r\n\r\n");

        CPPUNIT_ASSERT_EQUAL(500, statusOf(said));
        CPPUNIT_ASSERT_EQUAL(500, statusOf(client.readAnswer()));
        front.reset();
    }

    void a_second_answer_is_ignored()
    {
        auto client = clientOf(keeper);

        client.send(std::string(kGet) + std::string(kGet));
        const auto first = keeper.next();
        first.second(answer(200, "text/plain", "one"));
        first.second(answer(200, "text/plain", "one again"));
        keeper.next().second(answer(200, "text/plain", "two"));

        CPPUNIT_ASSERT_EQUAL(std::string("one"), bodyOf(client.readAnswer()));
        CPPUNIT_ASSERT_EQUAL(std::string("two"), bodyOf(client.readAnswer()));
    }

    void a_respond_that_is_dropped_is_a_500()
    {
        auto client = clientOf(keeper);

        client.send(kGet);
        std::optional<KeepingHandler::Kept> kept = keeper.next();
        kept.reset();

        CPPUNIT_ASSERT_EQUAL(500, statusOf(client.readAnswer()));
    }

    void a_head_that_drips_is_cut_off()
    {
        listener.requestTimeout = 50ms;
        auto client = clientOf(echo);

        drip(client, "GET / HTTP/1.1\r\nHost: x\r\nName: ");

        awaitConnections(0);
    }

    void a_body_that_drips_is_cut_off()
    {
        listener.requestTimeout = 50ms;
        auto client = clientOf(echo);

        drip(client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");

        awaitConnections(0);
        CPPUNIT_ASSERT_EQUAL(0, handled.load());
    }

    void an_idle_connection_is_closed()
    {
        listener.idleTimeout = 50ms;
        auto client = clientOf(echo);

        client.send(kGet);
        const auto first = client.readAnswer();

        CPPUNIT_ASSERT_EQUAL(200, statusOf(first));
        CPPUNIT_ASSERT_EQUAL(std::string(), client.readToEnd());
    }

    void waiting_for_an_answer_is_not_idle()
    {
        listener.idleTimeout = 20ms;
        listener.requestTimeout = 20ms;
        const auto port = serve(keeper);
        auto patient = RawSocket::connectedTo(port);
        patient.send(kGet);
        const auto kept = keeper.next();

        RawSocket::connectedTo(port).readToEnd(); // idle: when it is closed, the others' time was over, too
        RawSocket::connectedTo(port).readToEnd();
        kept.second(answer(200, "text/plain", "late"));

        CPPUNIT_ASSERT_EQUAL(std::string("late"), bodyOf(patient.readAnswer()));
    }

    void a_client_that_resets_while_it_waits_is_let_go()
    {
        auto client = clientOf(keeper);
        client.send(kGet);
        const auto kept = keeper.next();

        client.resetOnClose();
        client.close();

        awaitConnections(0);
        kept.second(answer(200, "text/plain", "nobody"));
    }

    void a_client_that_leaves_while_it_waits_is_let_go()
    {
        listener.requestTimeout = 50ms;
        auto client = clientOf(keeper);
        client.send(kGet);
        const auto kept = keeper.next();

        client.close();

        awaitConnections(0);
        kept.second(answer(200, "text/plain", "nobody"));
    }

    void a_client_that_has_said_everything_still_hears_its_answer()
    {
        auto client = clientOf(keeper);
        client.send(std::string(kGet) + std::string(kGet));
        client.finishSending();

        keeper.next().second(answer(200, "text/plain", "one"));
        keeper.next().second(answer(200, "text/plain", "two"));

        CPPUNIT_ASSERT_EQUAL(std::string("one"), bodyOf(client.readAnswer()));
        CPPUNIT_ASSERT_EQUAL(std::string("two"), bodyOf(client.readToEnd()));
    }

    void requests_sent_while_another_waits_are_not_lost()
    {
        auto client = clientOf(keeper);
        client.send(kGet);
        const auto first = keeper.next();

        for (int i = 0; i < 1000; ++i) // more than the front reads ahead
            client.send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        first.second(answer(200, "text/plain", "first"));

        CPPUNIT_ASSERT_EQUAL(std::string("first"), bodyOf(client.readAnswer()));
        for (int i = 0; i < 1000; ++i) {
            const auto next = keeper.next();
            CPPUNIT_ASSERT_EQUAL("/" + std::to_string(i), next.first.target);
            next.second(answer(200, "text/plain", "ok"));
            CPPUNIT_ASSERT_EQUAL(200, statusOf(client.readAnswer()));
        }
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

    void connections_over_the_cap_are_closed_and_counted()
    {
        listener.maxConnections = 2;
        const auto port = serve(echo);
        auto first = RawSocket::connectedTo(port);
        auto second = RawSocket::connectedTo(port);
        awaitConnections(2);

        auto third = RawSocket::connectedTo(port);
        const auto toThird = third.readToEnd();
        second.send(kGet);

        CPPUNIT_ASSERT_EQUAL(std::string(), toThird);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, front->counts().refused);
        CPPUNIT_ASSERT_EQUAL(200, statusOf(second.readAnswer()));
        first.close();
        awaitConnections(1);
        auto fourth = RawSocket::connectedTo(port);
        fourth.send(kGet);
        CPPUNIT_ASSERT_EQUAL(200, statusOf(fourth.readAnswer()));
    }

    void connections_over_an_addresss_cap_are_closed_and_others_are_served()
    {
        listener.maxPerAddress = 1;
        const auto port = serve(echo);
        auto first = RawSocket::connectedTo(port);
        awaitConnections(1);

        auto second = RawSocket::connectedTo(port);
        const auto toSecond = second.readToEnd();
        RawSocket neighbour(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        neighbour.bindTo("127.0.0.2");
        neighbour.connect(port);
        neighbour.send(kGet);

        CPPUNIT_ASSERT_EQUAL(std::string(), toSecond);
        CPPUNIT_ASSERT_EQUAL(200, statusOf(neighbour.readAnswer()));
        first.close();
        awaitConnections(1);
        auto third = RawSocket::connectedTo(port);
        third.send(kGet);
        CPPUNIT_ASSERT_EQUAL(200, statusOf(third.readAnswer()));
    }

    void running_out_of_descriptors_passes()
    {
        const auto port = serve(echo);
        RawSocket client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        rlimit before{};
        ::getrlimit(RLIMIT_NOFILE, &before);
        const rlimit none{1, before.rlim_max}; // a new descriptor would have to be 0, which is standard input

        ::setrlimit(RLIMIT_NOFILE, &none);
        client.connect(port);
        client.send(kGet);
        const bool acceptedWithout = isReadableSoon(client);
        ::setrlimit(RLIMIT_NOFILE, &before);

        CPPUNIT_ASSERT(!acceptedWithout);
        CPPUNIT_ASSERT_EQUAL(200, statusOf(client.readAnswer()));
    }

    void stop_waits_for_open_requests()
    {
        front.emplace(1U); // on one thread all connections learn of the stop in one go
        const auto port = serve(keeper);
        auto client = RawSocket::connectedTo(port);
        client.send(std::string(kGet) + std::string(kGet));
        const auto kept = keeper.next();
        auto idle = RawSocket::connectedTo(port);
        awaitConnections(2);

        auto stopped = std::async(std::launch::async, [&] { front->stop(60s); });
        idle.readToEnd();
        kept.second(answer(200, "text/plain", "last"));
        stopped.get();

        const auto said = client.readToEnd();
        CPPUNIT_ASSERT(said.find("\r\nConnection: close\r\n") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string("last"), bodyOf(said));
    }

    void stop_closes_idle_connections_at_once()
    {
        auto client = clientOf(echo);
        client.send(std::string(kGet) + "GET /half HT");
        client.readAnswer();

        front->stop(60s);

        CPPUNIT_ASSERT_EQUAL(std::string(), client.readToEnd());
    }

    void stop_does_not_wait_longer_than_its_grace()
    {
        auto client = clientOf(keeper);
        client.send(kGet);
        const auto kept = keeper.next();

        front->stop(10ms);

        CPPUNIT_ASSERT_EQUAL(std::string(), client.readToEnd());
        kept.second(answer(200, "text/plain", "too late"));
    }

    void nobody_is_accepted_after_stop()
    {
        const auto port = serve(echo);

        front->stop(0s);

        CPPUNIT_ASSERT_THROW(RawSocket::connectedTo(port), std::system_error);
    }

    void an_answer_after_the_front_is_gone_does_nothing()
    {
        auto client = clientOf(keeper);
        client.send(kGet);
        const auto kept = keeper.next();

        front.reset();
        kept.second(answer(200, "text/plain", "too late"));

        CPPUNIT_ASSERT_EQUAL(std::string(), client.readToEnd());
    }

    void a_front_may_be_destroyed_without_having_started()
    {
        front->listen(listener, echo);

        front.reset();
    }

    void several_listeners_have_their_own_handlers()
    {
        FunctionHandler other([](const Request&, Respond respond) { respond(answer(200, "text/plain", "other")); });
        auto second = listener;
        const auto otherPort = front->listen(second, other);
        auto client = clientOf(echo);
        auto otherClient = RawSocket::connectedTo(otherPort);

        client.send(kGet);
        otherClient.send(kGet);

        CPPUNIT_ASSERT_EQUAL(std::string("GET /a "), bodyOf(client.readAnswer()));
        CPPUNIT_ASSERT_EQUAL(std::string("other"), bodyOf(otherClient.readAnswer()));
        front.reset();
    }

    void a_port_that_is_taken_is_named()
    {
        listener.port = front->listen(listener, echo);

        try {
            front->listen(listener, echo);
            CPPUNIT_FAIL("two listeners on one port");
        } catch (const std::runtime_error& e) {
            CPPUNIT_ASSERT_EQUAL("cannot listen on 127.0.0.1 port " + std::to_string(listener.port) +
                                     ": Address already in use",
                                 std::string(e.what()));
        }
    }

    void an_address_that_is_none_is_named()
    {
        listener.address = "localhost";

        try {
            front->listen(listener, echo);
            CPPUNIT_FAIL("a name is no address");
        } catch (const std::runtime_error& e) {
            CPPUNIT_ASSERT_EQUAL(std::string("cannot listen on localhost port 0: Invalid argument"),
                                 std::string(e.what()));
        }
    }

    void ipv6_is_served()
    {
        listener.address = "::1";
        const auto port = serve(keeper);

        const auto client = connectedTo6(port, in6addr_loopback);
        client.send(kGet);

        CPPUNIT_ASSERT_EQUAL(std::string("::1"), keeper.next().first.peer.str());
    }

    void an_ipv4_client_of_an_ipv6_listener_is_an_ipv4_client()
    {
        listener.address = "::";
        const auto client = clientOf(keeper);

        client.send(kGet);

        const auto request = keeper.next().first;
        CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1"), request.peer.str());
        CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1"), request.local.str());
    }

private:
    static bool isReadableSoon(const RawSocket& client)
    {
        pollfd wait{client.fd(), POLLIN, 0};
        return ::poll(&wait, 1, 50) > 0;
    }

    static RawSocket connectedTo6(std::uint16_t port, const in6_addr& address)
    {
        RawSocket client(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in6 where{};
        where.sin6_family = AF_INET6;
        where.sin6_port = htons(port);
        where.sin6_addr = address;
        if (::connect(client.fd(), reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0)
            throw lastError("connect");
        return client;
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HttpFrontLifeTest);
