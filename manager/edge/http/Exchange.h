#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "manager/edge/http/Head.h"
#include "manager/edge/http/Stream.h"
#include "manager/edge/http/Upstream.h"

namespace readystage::http {

/// One request and its answer, on a connection of its own. Everything on the thread of its executor.
class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    /// What came: an answer or a failure.
    using Outcome = Result<Response, Upstream::Failure>;

    Exchange(const Upstream::Settings& settings, SslContext tls, Request request, const Executor& executor);

    /// Until there is an outcome. The caller keeps the exchange until then.
    Task<void> run();

    /// Once, after run().
    Outcome takeOutcome() { return *std::exchange(outcome_, std::nullopt); }

    /// Makes run() end soon, with a failure.
    void abort();

private:
    using Endpoints = std::vector<tcp::endpoint>;

    Task<Outcome> converse();
    Task<std::string> connect();
    Task<std::string> connectTo(tcp::endpoint server);
    Task<bool> resolve();
    Task<Outcome> receive();
    Task<Result<std::string, Malformed>> readHead();
    template <class Parser> Task<std::string> readBody(Parser& parser);
    std::chrono::milliseconds timeLeft() const;
    std::chrono::milliseconds timeToConnect() const;
    Outcome failed(const std::string& message) const;
    std::string serverName() const;
    std::string authority() const;

    const Upstream::Settings& settings_;
    const SslContext tls_; ///< empty: plain
    const Request request_;
    const Executor executor_;
    const SteadyClock::time_point started_ = SteadyClock::now();
    asio::ip::basic_resolver<tcp, Executor> resolver_;
    Timer resolved_; ///< wakes the one who waits for the resolver, by being cancelled
    Endpoints endpoints_;
    std::string resolveError_;
    std::shared_ptr<Stream> stream_;
    std::string inbox_; ///< arrived, not used yet
    std::optional<Outcome> outcome_;
    bool aborted_ = false;
};

} // namespace readystage::http
