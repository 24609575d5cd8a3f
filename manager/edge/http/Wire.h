#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "manager/edge/http/Http.h"

/// Messages as bytes: the heads we send. Pure.
namespace readystage::http {

/// What of an answer the request decides.
struct AnswerTo {
    bool head = false;      ///< HEAD: there is no body, whatever the handler gave
    bool keepAlive = false; ///< the connection stays open after this answer
    bool http10 = false;
    std::string_view date{}; ///< of an answer whose handler gave none; empty: without one
};

/// Status line and header lines with their empty line. The handler's own Connection, Keep-Alive, Transfer-Encoding and
/// Content-Length are left out; its Content-Length counts only where there is no body of ours to measure (HEAD, 304).
std::string responseHead(const Response& response, const AnswerTo& to);

/// `Sun, 06 Nov 1994 08:49:37 GMT`, as a Date header has it (RFC 9110 5.6.7). Agents learn from it that their clock is
/// wrong.
std::string httpDate(std::chrono::sys_seconds when);

/// Whether this status may come with a body (1xx, 204 and 304 may not).
bool hasBody(int status);

/// Whether the answer can be written as it is: status in 200..999, header names are tokens, no CR, LF or NUL in values
/// and reason. Otherwise words for the log.
std::string whyUnsendable(const Response& response);

/// Request line and header lines with their empty line, for the next hop: what belongs to one hop is left out, so is
/// Expect, which was met here. Content-Length is put right or added when there is a body; `Connection: close`. Host is
/// `server` (with its port) when HTTP/1.0 came without one. What the client says about its address is replaced by
/// `X-Forwarded-For` with the one it has.
std::string requestHead(const Request& request, std::string_view server);

/// Without the headers of one hop (RFC 9110 7.6.1), those named by Connection among them. Order and duplicates stay.
std::vector<Header> endToEnd(const std::vector<Header>& headers);

} // namespace readystage::http
