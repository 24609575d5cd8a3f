#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "common/domain/IpAddress.h"
#include "common/domain/Result.h"
#include "manager/edge/http/Head.h"
#include "manager/edge/http/HttpFront.h"
#include "manager/edge/http/OpenRequests.h"
#include "manager/edge/http/Pending.h"
#include "manager/edge/http/Stream.h"
#include "manager/edge/http/Wire.h"

namespace readystage::http {

/// How TLS handshakes went, since the start. Any thread.
struct Greetings {
    std::atomic<std::size_t> done{0};
    std::atomic<std::size_t> failed{0};
};

/// One client: reads its requests one after another, hands each to the handler, writes the answer. Everything on the
/// thread of its executor.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    struct Site {
        const Listener& limits;
        Handler& handler;
        OpenRequests& open;
        Greetings& greetings;
        IpAddress peer;
        IpAddress local;
    };

    Connection(Site site, std::shared_ptr<Stream> stream);

    /// Until the client or the time limits end it. The caller keeps the connection until then.
    Task<void> serve();

    /// Finishes the request that is being served, if there is one, and then closes.
    void windDown();
    void close() noexcept;

private:
    struct Incoming {
        Request request;
        AnswerTo answerTo;
    };

    using Received = Result<Incoming, Refusal>;

    Task<bool> readProxyHeader();
    void noteFailedHandshake() const;
    Task<bool> serveOne();
    Task<bool> awaitRequest();
    Task<Received> receive(OpenRequests::Holder& open);
    Task<Result<std::string, Refusal>> readHead();
    template <class Parser> Task<Result<Done, Refusal>> readBody(Parser& parser);
    Task<bool> more();
    void dispatch(const Request& request, Pending& pending);
    Task<std::optional<Response>> answerOf(Request& request);
    Task<bool> send(Response& response, AnswerTo to);
    static void replaceUnsendable(Response& response);
    void watch(unsigned wait, Io want);
    void onReadable(unsigned wait);

    const Site site_;
    IpAddress peer_;                 ///< behind a proxy that says so: its client
    std::optional<IpAddress> proxy_; ///< who said so
    std::shared_ptr<const ClientCertificate> certificate_;
    const std::shared_ptr<Stream> stream_;
    std::string inbox_;    ///< arrived, not used yet
    Timer answered_;       ///< wakes the one who waits for an answer, by being cancelled
    bool serving_ = false; ///< between the end of a head and the end of its answer
    bool windingDown_ = false;
    bool closed_ = false;
    bool peerDone_ = false; ///< the client will send no more
    unsigned waits_ = 0;    ///< how many answers were waited for: tells a watch whether its wait is over
};

} // namespace readystage::http
