#include "manager/edge/http/Pending.h"

#include "common/runtime/Log.h"

namespace readystage::http {

/// Shared by all copies of one Respond.
class Pending::Ticket {
public:
    explicit Ticket(std::shared_ptr<Pending> pending) : pending_(std::move(pending)) {}

    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;

    ~Ticket() { pending_->dropped(); }

    void answer(Response response)
    {
        if (!pending_->put(std::move(response)))
            log::error("http-answered-twice", {{"request", pending_->what_}});
    }

private:
    const std::shared_ptr<Pending> pending_;
};

Pending::Pending(std::string what, std::function<void()> wake) : what_(std::move(what))
{
    state_.with([&](State& state) { state.wake = std::move(wake); });
}

Respond Pending::respond()
{
    return [ticket = std::make_shared<Ticket>(shared_from_this())](Response response) {
        ticket->answer(std::move(response));
    };
}

std::optional<Response> Pending::take()
{
    return state_.with([](State& state) {
        state.waiting = !state.response;
        return std::exchange(state.response, std::nullopt);
    });
}

void Pending::abandon()
{
    state_.with([](State& state) {
        state.abandoned = true;
        state.wake = nullptr;
        state.response.reset();
    });
}

bool Pending::put(Response response)
{
    return state_.with([&](State& state) {
        if (std::exchange(state.answered, true))
            return false;
        if (state.abandoned)
            return true;
        state.response = std::move(response);
        // Inside the lock, so that abandon() can promise that nothing is woken after it. It only posts.
        if (state.waiting)
            state.wake();
        return true;
    });
}

void Pending::dropped()
{
    const bool missing = state_.with([](State& state) { return !state.answered && !state.abandoned; });
    if (missing && put(problem(500, "the request was not answered")))
        log::error("http-never-answered", {{"request", what_}});
}

} // namespace readystage::http
