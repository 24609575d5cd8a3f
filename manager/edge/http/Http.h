#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/domain/IpAddress.h"

namespace readystage::http {

/// One header line; name and value byte for byte as received (the value without surrounding blanks).
using Header = std::pair<std::string, std::string>;

/// Whether two header names are the same name: ASCII letters compare without case.
bool sameName(std::string_view a, std::string_view b);

/// Value of the first header of that name, any case; nullptr when there is none.
const std::string* findHeader(const std::vector<Header>& headers, std::string_view name);

/// A certificate a client showed and proved to have the key of.
struct ClientCertificate {
    std::string trouble;    ///< why it must not be believed; empty: its authority vouches for it, it is not revoked
    std::string commonName; ///< of the subject
    std::string serial;     ///< hexadecimal, upper case, without leading zeros
    std::vector<std::pair<std::string, std::string>> extensions; ///< dotted object id and text, where it is text
};

/// A whole request: head and body are within the listener's limits, the body is complete and without transfer coding.
struct Request {
    std::string method;
    std::string target; ///< as sent, `/path?query`
    std::vector<Header> headers;
    std::string body;
    IpAddress peer;
    IpAddress local; ///< the address the peer connected to
    bool http10 = false;
    std::shared_ptr<const ClientCertificate> certificate{}; ///< empty: none was shown
    std::optional<IpAddress> proxy{};                       ///< who named `peer` in a PROXY header

    std::string_view path() const;
    std::string_view query() const; ///< without "?"; empty when there is none
};

struct Response {
    int status = 200;
    std::string reason;          ///< empty: the standard words for `status`
    std::vector<Header> headers; ///< Content-Length and Connection are added by the listener
    std::string body;
    bool close = false; ///< close the connection after this answer
    /// Sent instead of all that, byte for byte: for what must be on the wire as it is, or broken. Empty: nothing.
    std::optional<std::string> verbatim{};
};

/// Called exactly once, now or later, from any thread.
using Respond = std::function<void(Response)>;

/// A request handler speaks our own words, so it is tested without a socket. handle() runs on a listener thread and
/// must not block: work that waits (CloudStack, disk) goes to a worker, which calls `respond`. An exception becomes a
/// 500 and a log line.
class Handler {
public:
    virtual ~Handler() = default;
    virtual void handle(const Request& request, Respond respond) = 0;
};

/// A body with its Content-Type.
Response answer(int status, std::string_view contentType, std::string body);

/// RFC 9457: {"type":"about:blank","title":…,"status":…,"detail":…} as application/problem+json.
Response problem(int status, std::string_view detail);

/// The standard words for a status, or "Unknown".
std::string_view reasonPhrase(int status);

} // namespace readystage::http
