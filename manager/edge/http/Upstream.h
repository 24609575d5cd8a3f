#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/net/Url.h"
#include "manager/edge/http/Http.h"

namespace readystage::http {

/// Sends requests on to one server and brings its answers back, bytes untouched: target, body, end-to-end headers in
/// their order with duplicates, status and reason. Only who the client is says X-Forwarded-For, by its connection.
/// Connection, Keep-Alive, Proxy-*, TE, Trailer, Transfer-Encoding and Upgrade belong to one hop (RFC 9110 7.6.1) and
/// are not passed on. Event-driven on threads of its own; forward() never blocks.
class Upstream {
public:
    struct Settings {
        Url server;                                      ///< the request's own target is used, not the one in here
        std::optional<std::string> caFile;               ///< for https; nullopt: the system's authorities
        std::chrono::milliseconds connectTimeout{5'000}; ///< for the look-up, and for each address
        std::chrono::milliseconds deadline{300'000};     ///< CloudStack may hold an updateVirtualMachine for minutes
        std::size_t maxAnswerBytes = std::size_t{32} * 1024 * 1024; ///< the user interface's files have a few MiB
    };

    /// Given when no answer came: words for the caller.
    struct Failure {
        bool sent; ///< whether the request may have reached the server
        std::string message;
    };

    using OnAnswer = std::function<void(Response)>;
    using OnFailure = std::function<void(Failure)>;

    explicit Upstream(Settings settings);
    ~Upstream(); ///< open exchanges end as failures
    Upstream(const Upstream&) = delete;
    Upstream& operator=(const Upstream&) = delete;

    /// Exactly one of the two is called, later, from a thread of the upstream.
    void forward(const Request& request, OnAnswer onAnswer, OnFailure onFailure);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace readystage::http
