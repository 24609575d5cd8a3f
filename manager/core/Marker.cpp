#include "manager/core/Marker.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/domain/Ascii.h"
#include "common/domain/Utf8.h"

namespace readystage {

namespace {

// vm.userdata.max.length of CloudStack is by default 32768 characters of base64 (UserDataManager.java).
constexpr std::size_t kMaxBytes = std::size_t{32768} / 4 * 3;
constexpr std::size_t kShortestBase64 = 16;
constexpr std::string_view kNotReadyLine = "ready=0";

struct Line {
    std::string_view text; ///< without its end
    std::string_view end;  ///< "\n", "\r\n" or ""
};

std::vector<Line> linesOf(std::string_view bytes)
{
    std::vector<Line> lines;
    while (!bytes.empty()) {
        const auto newline = bytes.find('\n');
        const std::size_t length = newline == std::string_view::npos ? bytes.size() : newline;
        const bool crlf = newline != std::string_view::npos && length > 0 && bytes[length - 1] == '\r';
        const std::size_t text = crlf ? length - 1 : length;
        const std::size_t whole = newline == std::string_view::npos ? length : length + 1;
        lines.push_back({bytes.substr(0, text), bytes.substr(text, whole - text)});
        bytes.remove_prefix(whole);
    }
    return lines;
}

bool isWord(char c)
{
    return ascii::isAlphanumeric(c) || c == '_' || c == '-' || c == '.';
}

bool isKeyValue(std::string_view line)
{
    const auto equals = line.find('=');
    return equals != std::string_view::npos && equals > 0 &&
           std::all_of(line.begin(), line.begin() + static_cast<long>(equals), isWord);
}

bool isBlankOrComment(std::string_view line)
{
    return line.empty() || line.starts_with("# ");
}

// Its "=" padding would make base64 text look like key=value.
bool looksLikeBase64(std::string_view bytes)
{
    std::string text;
    std::copy_if(bytes.begin(), bytes.end(), std::back_inserter(text), [](char c) { return c != '\r' && c != '\n'; });
    const auto isBase64 = [](char c) { return ascii::isAlphanumeric(c) || c == '+' || c == '/'; };
    const std::size_t data = text.find_last_not_of('=') + 1;
    return text.size() >= kShortestBase64 && text.size() % 4 == 0 && text.size() - data <= 2 &&
           std::all_of(text.begin(), text.begin() + static_cast<long>(data), isBase64);
}

bool isText(std::string_view bytes)
{
    return !bytes.starts_with("\xef\xbb\xbf") && isUtf8(bytes) && std::none_of(bytes.begin(), bytes.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
    });
}

/// Why these bytes are not key=value lines; empty when they are.
std::string whyNotKeyValue(std::string_view bytes, const std::vector<Line>& lines)
{
    if (bytes.starts_with("\x1f\x8b"))
        return "it is gzip";
    if (!isText(bytes))
        return "it is not text";
    if (looksLikeBase64(bytes))
        return "it looks like base64";
    if (bytes.front() == '#')
        return "it begins with `" + std::string(lines.front().text.substr(0, 40)) + "`";
    for (const Line& line : lines)
        if (!isBlankOrComment(line.text) && !isKeyValue(line.text))
            return "not all of its lines are key=value";
    return "";
}

UserData marked(const std::vector<Line>& lines)
{
    std::string bytes;
    bool found = false;
    for (const Line& line : lines) {
        const bool ours = line.text.starts_with("ready=");
        found = found || ours;
        bytes += ours ? std::string_view(kReadyLine) : line.text;
        bytes += line.end;
    }
    if (found)
        return UserData(bytes);

    const bool crlf = lines.front().end == "\r\n";
    const std::string_view newline = crlf ? "\r\n" : "\n";
    if (lines.back().end.empty())
        bytes += newline;
    bytes += kReadyLine;
    bytes += newline;
    return UserData(bytes);
}

Marked outcomeOf(const ApiError& error)
{
    const bool answered = error.kind == ApiError::Kind::refused;
    return {answered ? Marked::Kind::denied : Marked::Kind::tryAgain, error.message, error.retryAfter};
}

/// Writes and reads back; `marked`: whether the line has to be there afterwards.
Marked replace(CloudStackApi& cloud, const InstanceId& vm, const UserData& before, const UserData& wanted, bool marked)
{
    if (wanted == before)
        return {Marked::Kind::already, ""};

    const auto written = cloud.setUserData(vm, wanted);
    if (!written && written.error().kind == ApiError::Kind::refused)
        return outcomeOf(written.error());

    const auto after = cloud.userDataOf(vm);
    if (!after)
        return outcomeOf(after.error());
    if (after->hasLine(kReadyLine) != marked)
        return {Marked::Kind::denied, !written ? written.error().message
                                      : marked ? "the mark was written and is not there"
                                               : "the mark was taken away and is there again"};
    return {Marked::Kind::now, ""};
}

} // namespace

Result<UserData, std::string> withReadyMark(const UserData& current)
{
    if (current.empty())
        return UserData(std::string(kReadyLine) + "\n");

    const auto lines = linesOf(current.bytes());
    if (auto why = whyNotKeyValue(current.bytes(), lines); !why.empty())
        return Unexpected{"userdata would be damaged by a mark: " + why};

    UserData wanted = marked(lines);
    if (wanted.bytes().size() > kMaxBytes)
        return Unexpected{std::string("userdata has no room for a mark")};
    return wanted;
}

UserData withoutReadyMark(const UserData& current)
{
    std::string bytes;
    for (const Line& line : linesOf(current.bytes()))
        bytes.append(line.text == kReadyLine ? kNotReadyLine : line.text).append(line.end);
    return UserData(bytes);
}

bool showsMark(const UserData& current)
{
    return current.hasLine(kReadyLine) && withReadyMark(current);
}

// FNV-1a: a standard hash that is the same in every process and needs no library.
std::string fingerprint(const UserData& current)
{
    const auto marked = withReadyMark(current);
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : marked ? marked->bytes() : current.bytes())
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    std::string digits;
    for (int shift = 60; shift >= 0; shift -= 4)
        digits += "0123456789abcdef"[(hash >> shift) & 0xfU];
    return digits;
}

Marked markReady(CloudStackApi& cloud, const InstanceId& vm)
{
    const auto before = cloud.userDataOf(vm);
    if (!before)
        return outcomeOf(before.error());
    const auto wanted = withReadyMark(*before);
    if (!wanted)
        return {Marked::Kind::refused, wanted.error()};
    return replace(cloud, vm, *before, *wanted, true);
}

Marked unmarkReady(CloudStackApi& cloud, const InstanceId& vm)
{
    const auto before = cloud.userDataOf(vm);
    if (!before)
        return outcomeOf(before.error());
    return replace(cloud, vm, *before, withoutReadyMark(*before), false);
}

} // namespace readystage
