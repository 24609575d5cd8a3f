#include "common/net/AnswerReader.h"

#include "common/domain/Ascii.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace readystage {

namespace {

constexpr std::size_t kMaxLineBytes =
    std::size_t{64} * 1024; ///< status line, headers, chunk sizes and trailers of one answer together

/// A whole number without sign; false when it is none or does not fit.
bool readNumber(std::string_view text, int base, std::size_t& number)
{
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number, base);
    return !text.empty() && text[0] != '-' && read.ec == std::errc() && read.ptr == end;
}

/// At most `limit` bytes of what came, fit for a message.
std::string excerpt(std::string_view text, std::size_t limit = 60)
{
    std::string shown(text.substr(0, limit));
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return c < 0x20 || c > 0x7E; }, '?');
    return "'" + shown + "'";
}

} // namespace

std::string HttpAnswer::header(std::string_view name) const
{
    for (const auto& [key, value] : headers)
        if (ascii::equalIgnoringCase(key, name))
            return value;
    return "";
}

bool AnswerReader::feed(std::string_view bytes)
{
    pending_.erase(0, std::exchange(read_, 0));
    pending_ += bytes;
    while (part_ != Part::complete && step()) {
    }
    return part_ == Part::complete;
}

bool AnswerReader::end()
{
    if (part_ == Part::bodyUntilClose)
        part_ = Part::complete;
    return part_ == Part::complete;
}

bool AnswerReader::mayFollow() const
{
    return part_ == Part::complete && isHttp11_ && rest().empty() && answer_.header("Connection").empty();
}

std::string AnswerReader::progress() const
{
    if (part_ == Part::statusLine && rest().empty())
        return "before the first byte of the answer";
    if (part_ == Part::statusLine || part_ == Part::headers)
        return "in the head of the answer";
    return "after " + std::to_string(answer_.body.size()) + " bytes of the answer's body";
}

/// One line or one piece of body; false when more bytes are needed for it.
bool AnswerReader::step()
{
    if (part_ == Part::fixedBody || part_ == Part::chunk || part_ == Part::bodyUntilClose)
        return takeBody();
    std::string line;
    if (!takeLine(line))
        return false;
    switch (part_) {
    case Part::statusLine:
        readStatusLine(line);
        break;
    case Part::headers:
        line.empty() ? headEnded() : readHeader(line);
        break;
    case Part::chunkSize:
        readChunkSize(line);
        break;
    case Part::chunkEnd:
        if (!line.empty())
            throw UnreadableAnswer("a chunk is longer than it says");
        part_ = Part::chunkSize;
        break;
    default: // trailers: nobody asked for them
        part_ = line.empty() ? Part::complete : Part::trailers;
        break;
    }
    return true;
}

bool AnswerReader::takeLine(std::string& line)
{
    const auto end = rest().find('\n');
    const std::size_t length = end == std::string::npos ? rest().size() : end + 1;
    // Chunk sizes count for what they add to the limit only when they are not small: a body may come in many chunks.
    if ((part_ == Part::chunkSize || part_ == Part::chunkEnd ? 0 : lineBytes_) + length > kMaxLineBytes)
        throw UnreadableAnswer("the head is longer than " + std::to_string(kMaxLineBytes) + " bytes");
    if (end == std::string::npos)
        return false;
    lineBytes_ += length;
    line = rest().substr(0, end);
    if (line.ends_with('\r'))
        line.pop_back();
    read_ += length;
    return true;
}

bool AnswerReader::takeBody()
{
    const std::size_t length = part_ == Part::bodyUntilClose ? rest().size() : std::min(bodyLeft_, rest().size());
    if (length > maxBodyBytes_ - answer_.body.size())
        throw UnreadableAnswer("the answer is longer than the limit of " + std::to_string(maxBodyBytes_) + " bytes");
    answer_.body += rest().substr(0, length);
    read_ += length;
    if (part_ == Part::bodyUntilClose)
        return false;
    bodyLeft_ -= length;
    if (bodyLeft_ > 0)
        return false;
    part_ = part_ == Part::fixedBody ? Part::complete : Part::chunkEnd;
    return true;
}

void AnswerReader::readStatusLine(const std::string& line)
{
    // HTTP/1.x nnn reason
    std::size_t status = 0;
    const bool fits = line.size() >= 12 && line.starts_with("HTTP/1.") && line[8] == ' ' &&
                      (line.size() == 12 || line[12] == ' ') &&
                      readNumber(std::string_view(line).substr(9, 3), 10, status);
    if (!fits || status < 100)
        throw UnreadableAnswer("not an HTTP/1 answer: " + excerpt(line));
    answer_ = {};
    isHttp11_ = line[7] == '1';
    answer_.status = static_cast<int>(status);
    part_ = Part::headers;
}

void AnswerReader::readHeader(const std::string& line)
{
    const auto colon = line.find(':');
    const std::string_view name = std::string_view(line).substr(0, colon);
    if (colon == std::string::npos || name.empty() || name.find_first_of(" \t") != std::string_view::npos)
        throw UnreadableAnswer("not a header: " + excerpt(line)); // a blank before the colon, or a folded line
    answer_.headers.emplace_back(name, ascii::trimmed(std::string_view(line).substr(colon + 1)));
}

void AnswerReader::headEnded()
{
    const int status = answer_.status;
    if (status == 101)
        throw UnreadableAnswer("the server wants to speak another protocol (101)");
    if (status < 200)
        part_ = Part::statusLine;
    else if (toHead_ || status == 204 || status == 304)
        part_ = Part::complete;
    else
        readLength();
}

void AnswerReader::readLength()
{
    bool chunked = false;
    bool fixed = false;
    for (const auto& [name, value] : answer_.headers) {
        if (ascii::equalIgnoringCase(name, "Transfer-Encoding")) {
            if (chunked || !ascii::equalIgnoringCase(value, "chunked"))
                throw UnreadableAnswer("unknown Transfer-Encoding " + excerpt(value));
            chunked = true;
        } else if (ascii::equalIgnoringCase(name, "Content-Length")) {
            std::size_t length = 0;
            if (!readNumber(value, 10, length) || (fixed && length != bodyLeft_))
                throw UnreadableAnswer("unreadable Content-Length " + excerpt(value));
            bodyLeft_ = length;
            fixed = true;
        }
    }
    if (chunked && fixed)
        throw UnreadableAnswer("both Content-Length and Transfer-Encoding");
    if (fixed && bodyLeft_ > maxBodyBytes_)
        throw UnreadableAnswer("the answer is longer than the limit of " + std::to_string(maxBodyBytes_) + " bytes");
    part_ = chunked ? Part::chunkSize : fixed ? Part::fixedBody : Part::bodyUntilClose;
}

void AnswerReader::readChunkSize(const std::string& line)
{
    const std::string_view digits = ascii::trimmed(std::string_view(line).substr(0, line.find(';')));
    if (!readNumber(digits, 16, bodyLeft_))
        throw UnreadableAnswer("unreadable chunk size " + excerpt(line));
    if (bodyLeft_ == 0) {
        lineBytes_ = 0;
        part_ = Part::trailers;
    } else {
        part_ = Part::chunk;
    }
}

} // namespace readystage
