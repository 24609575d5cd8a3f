#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "common/net/HttpClient.h"

namespace readystage {

/// What came back is no HTTP/1.x answer, or longer than the limit.
class UnreadableAnswer : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reads one HTTP/1.x answer from bytes as they arrive; knows no socket. Ours and not Poco's because Poco's streams end
/// quietly where an answer is cut short (fixed length and chunked alike). Interim answers (1xx) are skipped.
class AnswerReader {
public:
    /// @param toHead whether the request was a HEAD: then no body follows, whatever the headers say
    AnswerReader(bool toHead, std::size_t maxBodyBytes) : toHead_(toHead), maxBodyBytes_(maxBodyBytes) {}

    /// True once the answer is complete; what follows is ignored. Throws UnreadableAnswer.
    bool feed(std::string_view bytes);

    /// The peer closed: true when that completes the answer, false when the answer was cut short.
    bool end();

    /// Words for where an incomplete answer stands: "in the head", "after 5 bytes of the body".
    std::string progress() const;

    /// Of a complete answer: the peer keeps the connection open, and nothing but the answer has come over it.
    bool mayFollow() const;

    HttpAnswer take() { return std::move(answer_); }

private:
    enum class Part { statusLine, headers, fixedBody, chunkSize, chunk, chunkEnd, trailers, bodyUntilClose, complete };

    std::string_view rest() const { return std::string_view(pending_).substr(read_); }

    bool step();
    bool takeLine(std::string& line);
    bool takeBody();
    void readStatusLine(const std::string& line);
    void readHeader(const std::string& line);
    void headEnded();
    void readLength();
    void readChunkSize(const std::string& line);

    const bool toHead_;
    const std::size_t maxBodyBytes_;
    Part part_ = Part::statusLine;

    std::string pending_;       ///< received
    std::size_t read_ = 0;      ///< so many bytes of it are understood
    std::size_t lineBytes_ = 0; ///< of all lines so far
    std::size_t bodyLeft_ = 0;  ///< of a fixed body or of the present chunk
    bool isHttp11_ = false;
    HttpAnswer answer_;
};

} // namespace readystage
