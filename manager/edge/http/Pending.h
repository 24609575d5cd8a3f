#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/runtime/Guarded.h"
#include "manager/edge/http/Http.h"

namespace readystage::http {

/// Where the answer to one request is put by whoever has its Respond, on any thread, and taken by the connection that
/// waits for it. A second answer is an error log; when every copy of the Respond is gone without an answer, it is a
/// 500.
class Pending : public std::enable_shared_from_this<Pending> {
public:
    /// `wake` is called at most once, on the answering thread, after a take() that found nothing; never after
    /// abandon().
    explicit Pending(std::string what, std::function<void()> wake);

    /// To be called once.
    Respond respond();

    std::optional<Response> take();

    /// Nobody waits any more; an answer still to come is dropped.
    void abandon();

    /// The answer, unless there was one already; then false.
    bool put(Response response);

private:
    struct State {
        std::function<void()> wake;
        std::optional<Response> response;
        bool answered = false;
        bool waiting = false;
        bool abandoned = false;
    };
    class Ticket;
    void dropped();

    const std::string what_; ///< for the log: method and path
    Guarded<State> state_;
};

} // namespace readystage::http
