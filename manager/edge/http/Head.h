#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/Result.h"
#include "manager/edge/http/Http.h"

/// The head of a message, read from the raw bytes and strictly: what two programs could read differently is refused,
/// because what passes here is passed on. Names and values stay byte for byte. No sockets, no Beast.
namespace readystage::http {

/// Why a request is not served: the status for its answer, and words.
struct Refusal {
    int status;
    std::string why;
};

/// Length of the head that `bytes` begins with, including its empty line; 0 while it is not complete. The first `seen`
/// bytes were there in an earlier call. Refused: NUL and other control characters, CR or LF alone (400), more than
/// `limit` bytes (414 when the request line alone is longer, else 431).
Result<std::size_t, Refusal> headLength(std::string_view bytes, std::size_t seen, std::size_t limit);

struct RequestHead {
    std::string method;
    std::string target; ///< of an absolute-form target the path and query
    std::vector<Header> headers;
    bool http10 = false;
    bool expectsContinue = false;
};

/// `raw` is a head as headLength() found it. Refused: folded lines, blanks before the colon, no or several Host,
/// several Content-Length, Content-Length beside Transfer-Encoding, any transfer coding but chunked, CONNECT, unknown
/// expectations.
Result<RequestHead, Refusal> parseRequestHead(std::string_view raw);

struct ResponseHead {
    int status = 0;
    std::string reason;
    std::vector<Header> headers;
};

Result<ResponseHead, Malformed> parseResponseHead(std::string_view raw);

} // namespace readystage::http
