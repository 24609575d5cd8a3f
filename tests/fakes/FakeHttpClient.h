#pragma once

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/net/HttpClient.h"
#include "common/runtime/Guarded.h"

namespace readystage::fakes {

/// Answers exchanges from a list of prepared answers, or by a function that stands for the server; remembers what was
/// sent. Safe from several threads.
class FakeHttpClient final : public HttpClient {
public:
    using Outcome = Result<HttpAnswer, HttpFailure>;
    using Server = std::function<Outcome(const HttpRequest&)>;

    /// The next unanswered exchange gets this.
    void answerNext(int status, std::string body, std::string contentType = "application/json;charset=utf-8")
    {
        plan(HttpAnswer{status, {{"Content-Type", std::move(contentType)}}, std::move(body)});
    }

    void failNext(HttpFailure::Kind kind, std::string message = "no route to host")
    {
        plan(Unexpected{HttpFailure{kind, std::move(message)}});
    }

    /// Used when no prepared answer is left.
    void serve(Server server)
    {
        state_.with([&](State& state) { state.server = std::move(server); });
    }

    std::vector<HttpRequest> requests() const
    {
        return state_.with([](const State& state) { return state.requests; });
    }

    Outcome exchange(const HttpRequest& request) override
    {
        auto [planned, server] = state_.with([&](State& state) {
            state.requests.push_back(request);
            std::deque<Outcome> first;
            if (!state.plan.empty()) {
                first.push_back(std::move(state.plan.front()));
                state.plan.pop_front();
            }
            return std::pair(std::move(first), state.server);
        });
        if (!planned.empty())
            return std::move(planned.front());
        if (server)
            return server(request);
        return Unexpected{HttpFailure{HttpFailure::Kind::unreachable, "nobody listens"}};
    }

private:
    struct State {
        std::deque<Outcome> plan;
        Server server;
        std::vector<HttpRequest> requests;
    };

    void plan(Outcome outcome)
    {
        state_.with([&](State& state) { state.plan.push_back(std::move(outcome)); });
    }

    Guarded<State> state_;
};

} // namespace readystage::fakes
