#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include <cppunit/extensions/HelperMacros.h>

#include "manager/edge/http/HttpFront.h"
#include "tests/unit/manager/http/Handlers.h"
#include "tests/unit/manager/http/RawSocket.h"

namespace readystage::http::test {

/// A front on 127.0.0.1 with two threads, handlers to choose from, and clients.
class FrontFixture : public CppUnit::TestFixture {
protected:
    FrontFixture() { listener.address = "127.0.0.1"; }

    Listener listener;
    std::atomic<int> handled{0};
    FunctionHandler echo{[this](const Request& request, Respond respond) {
        ++handled;
        respond(answer(200, "text/plain", request.method + ' ' + request.target + ' ' + request.body));
    }};
    KeepingHandler keeper;
    std::optional<HttpFront> front{std::in_place, 2U};

    std::uint16_t serve(Handler& handler)
    {
        const auto port = front->listen(listener, handler);
        front->start();
        return port;
    }

    RawSocket clientOf(Handler& handler) { return RawSocket::connectedTo(serve(handler)); }

    /// Everything a fresh client gets that sends `bytes`, until the front closes.
    std::string conversation(Handler& handler, std::string_view bytes)
    {
        auto client = clientOf(handler);
        client.send(bytes);
        return client.readToEnd();
    }

    /// Waits for something that nobody announces.
    static void awaitThat(const std::function<bool()>& isSo)
    {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!isSo()) {
            if (std::chrono::steady_clock::now() > end)
                throw std::runtime_error("it did not happen in ten seconds");
            std::this_thread::yield();
        }
    }

    void awaitConnections(std::size_t count)
    {
        awaitThat([&] { return front->counts().connections == count; });
    }

    static int statusOf(const std::string& answer)
    {
        return answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
    }

    /// The answer without its Date, which every answer has.
    static std::string undated(std::string answer)
    {
        const auto begin = answer.find("Date: ");
        CPPUNIT_ASSERT(begin != std::string::npos);
        return answer.erase(begin, answer.find("\r\n", begin) + 2 - begin);
    }

    static std::string bodyOf(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }
};

inline constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

} // namespace readystage::http::test
