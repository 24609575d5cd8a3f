#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/domain/IpAddress.h"
#include "common/domain/Result.h"
#include "common/net/Url.h"

namespace readystage {

struct HttpRequest {
    Url url;
    std::string method = "GET";
    std::vector<std::pair<std::string, std::string>> headers; ///< Host, Content-Length and Connection are added
    std::string body;
    std::chrono::milliseconds connectTimeout{10'000};
    std::chrono::milliseconds deadline{30'000}; ///< for the whole exchange, name look-up and connect included
    std::size_t maxAnswerBytes = std::size_t{1024} * 1024;
    std::optional<IpAddress> source; ///< local address to bind to; the virtual router knows a guest by it
    std::optional<Url> proxy{};      ///< http; asked for a tunnel to the host (CONNECT)
    bool mayRepeat = false;          ///< it does no harm twice: then connections are kept and used again
};

struct HttpAnswer {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body; ///< complete: a truncated answer is a failure

    /// Value of the first header of that name, any case; empty when there is none.
    std::string header(std::string_view name) const;
};

struct HttpFailure {
    enum class Kind {
        unreachable, ///< nothing of the request was sent: refused, no route, no such name, TLS handshake failed
        unknown,     ///< something was sent; whether it took effect is not known (time-out, reset, truncated answer)
        unreadable   ///< an answer came that is no HTTP, or longer than the limit
    };
    Kind kind;
    std::string message; ///< what was tried, on what, what came back
};

/// One request, one answer, one deadline, one size limit. Redirects are not followed. Each exchange has a
/// connection of its own unless it may be repeated. Blocks until the deadline at most; safe from several threads.
class HttpClient {
public:
    virtual ~HttpClient() = default;
    virtual Result<HttpAnswer, HttpFailure> exchange(const HttpRequest& request) = 0;
};

} // namespace readystage
